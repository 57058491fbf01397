//! Text in any script: display and folded forms, words, sentences, scripts.
