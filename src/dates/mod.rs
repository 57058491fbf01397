//! Dates as they stand on pages, in many languages, to ISO 8601.
