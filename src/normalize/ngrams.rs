//! What the byte n-grams of a text say about its language, among the languages of one script.
//!
//! At each place in the text the longest n-gram that the model knows counts. What it says against each language is added
//! up, more slowly for one that comes again: naive Bayes, with weights from py3langid (see `data/README.md`).

use super::ModelError;

/// The weights, as `tools/language.py` writes them.
const MODEL: &[u8] = include_bytes!("../../data/language/ngrams.bin");

/// The SHA-256 of [`MODEL`], as records name it. A test holds it to the file.
pub const MODEL_HASH: &str = "sha256:28dc5a1e430b52fcd15a64925d21c55da72a548b865addb10d64f4cabf9cf6af";

const MAGIC: &[u8] = b"cdng1\n\0\0";

/// The natural logarithm that one step of a weight stands for.
const STEP: f32 = 0.06;

/// The longest n-gram, in bytes.
const LONGEST: u32 = 6;

/// Sums are kept in so many parts of a step.
const PARTS: f32 = 256.0;

/// The model, with its n-grams in tables.
pub struct Ngrams {
    scripts: Vec<ScriptNgrams>,
}

struct ScriptNgrams {
    code: &'static [u8],
    languages: Vec<&'static str>,
    priors: Vec<u16>,
    /// N-grams of three bytes and more, and those of two by their bytes: one more than the row.
    table: Table,
    pairs: Vec<u16>,
    /// What lengths may be asked for.
    threes: Endings<3>,
    fours: Endings<4>,
    /// A row for each n-gram: a byte for each language.
    against: &'static [u8],
}

impl Ngrams {
    /// # Errors
    ///
    /// Where the model that ships with copydesk cannot be read: a broken build.
    pub fn new() -> Result<Self, ModelError> {
        read(MODEL).ok_or_else(|| ModelError("data/language/ngrams.bin is cut short or of another version".to_owned()))
    }

    /// How likely each language of a script is (natural logarithms, the best one 0); nothing for a script that the
    /// model does not know.
    #[must_use]
    pub fn scores(&self, text: &str, script: &str) -> Option<Vec<(&'static str, f32)>> {
        let ngrams = self.scripts.iter().find(|known| known.code == script.as_bytes())?;
        // Below 2^32: less than 2^16 for each byte of a sample, which has 1,024.
        let mut sums: Vec<u32> = ngrams.priors.iter().map(|prior| u32::from(*prior) * PARTS as u32).collect();
        let mut found = ngrams.found(text.as_bytes());
        found.sort_unstable_by_key(|(times, _)| *times);
        let mut together = vec![0_u16; sums.len()];
        for times in found.chunk_by(|(a, _), (b, _)| a == b) {
            let weight = weight(times.first().map_or(0, |(times, _)| usize::from(*times)));
            // As many rows as add up in 16 bits.
            for rows in times.chunks(usize::from(u8::MAX)) {
                together.fill(0);
                for (_, row) in rows {
                    let from = usize::from(*row) * sums.len();
                    let Some(row) = ngrams.against.get(from..from + sums.len()) else { continue };
                    for (sum, &against) in together.iter_mut().zip(row) {
                        *sum += u16::from(against);
                    }
                }
                for (sum, &against) in sums.iter_mut().zip(&together) {
                    *sum += u32::from(against) * weight;
                }
            }
        }
        let least = sums.iter().min().copied().unwrap_or(0);
        let score = |sum: u32| -((sum - least) as f32) / PARTS * STEP;
        Some(ngrams.languages.iter().copied().zip(sums.into_iter().map(score)).collect())
    }
}

/// ln(1 + count), in parts.
fn weight(count: usize) -> u32 {
    ((count as f32).ln_1p() * PARTS).round() as u32
}

impl ScriptNgrams {
    /// How often each n-gram stands in a text, and its row.
    fn found(&self, bytes: &[u8]) -> Vec<(u16, u16)> {
        let mut found: Vec<(u16, u16)> = Vec::with_capacity(bytes.len());
        // Open addressing, half of it free: one more than the place of a row among those that were found.
        let mut places = vec![0_u16; (2 * bytes.len()).next_power_of_two()];
        let mask = places.len() - 1;
        let mut window = 0_u64;
        for byte in bytes {
            window = (window << 8) | u64::from(*byte);
            let Some(row) = self.longest(window) else { continue };
            let mut at = hashed(u64::from(row)) & mask;
            while let Some(place) = places.get_mut(at) {
                match found.get_mut(usize::from(*place).wrapping_sub(1)) {
                    Some((times, known)) if *known == row => *times = times.saturating_add(1),
                    Some(_) => {
                        at = (at + 1) & mask;
                        continue;
                    }
                    None => {
                        found.push((1, row));
                        *place = u16::try_from(found.len()).unwrap_or(0);
                    }
                }
                break;
            }
        }
        found
    }

    /// The row of the longest n-gram that ends a window. What stands before the text is 0, as no byte of an n-gram is.
    fn longest(&self, window: u64) -> Option<u16> {
        let mut lengths = self.threes.lengths(window);
        if lengths >> 4 != 0 {
            lengths = (lengths & 1 << 3) | self.fours.lengths(window);
        }
        while let Some(length) = lengths.checked_ilog2() {
            lengths ^= 1 << length;
            if let Some(row) = self.table.get(key(window, length)) {
                return Some(row);
            }
        }
        self.pairs.get(usize::from(window as u16))?.checked_sub(1)
    }
}

/// How long the n-grams are that may end in some bytes: a bit for each length, by a hash of so many bytes.
struct Endings<const BYTES: u32> {
    slots: Vec<u8>,
}

impl<const BYTES: u32> Endings<BYTES> {
    const SLOTS: usize = 1 << 16;

    fn of(keys: impl Iterator<Item = u64>) -> Self {
        let mut slots = vec![0; Self::SLOTS];
        for key in keys.filter(|key| length(*key) >= BYTES) {
            slots.get_mut(Self::slot(key)).into_iter().for_each(|slot| *slot |= 1 << length(key));
        }
        Self { slots }
    }

    fn lengths(&self, window: u64) -> u8 {
        self.slots.get(Self::slot(window)).copied().unwrap_or_default()
    }

    fn slot(window: u64) -> usize {
        hashed(window & ((1 << (8 * BYTES)) - 1)) % Self::SLOTS
    }
}

fn hashed(bytes: u64) -> usize {
    (bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}

/// How many bytes an n-gram has.
fn length(key: u64) -> u32 {
    (key >> 56) as u32
}

/// The last bytes of a window below their number.
fn key(window: u64, length: u32) -> u64 {
    (u64::from(length) << 56) | (window & ((1 << (8 * length)) - 1))
}

/// Open addressing with steps of one: half of the slots are free. A slot has the bytes of an n-gram, of which none is 0,
/// and below them one more than its row.
struct Table {
    slots: Vec<u64>,
    mask: usize,
}

const ROW_BITS: u32 = 16;

impl Table {
    fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let size = (keys.len() * 2).next_power_of_two();
        let mut table = Self { slots: vec![0; size], mask: size - 1 };
        for (key, row) in keys.zip(1..).filter(|(key, _)| length(*key) > 2) {
            let mut at = table.place(key);
            while let Some(slot) = table.slots.get_mut(at) {
                if *slot == 0 {
                    *slot = (key << ROW_BITS) | row;
                    break;
                }
                at = (at + 1) & table.mask;
            }
        }
        table
    }

    fn place(&self, key: u64) -> usize {
        hashed(key) & self.mask
    }

    fn get(&self, key: u64) -> Option<u16> {
        let mut at = self.place(key);
        loop {
            let slot = self.slots.get(at).copied().unwrap_or_default();
            if slot >> ROW_BITS == key & (u64::MAX >> ROW_BITS) {
                return (slot as u16).checked_sub(1);
            }
            if slot == 0 {
                return None;
            }
            at = (at + 1) & self.mask;
        }
    }
}

fn read(model: &'static [u8]) -> Option<Ngrams> {
    let mut rest = model.strip_prefix(MAGIC)?;
    let scripts = number(&mut rest)?;
    let scripts = (0..scripts).map(|_| script(&mut rest)).collect::<Option<Vec<_>>>()?;
    rest.is_empty().then_some(Ngrams { scripts })
}

fn script(rest: &mut &'static [u8]) -> Option<ScriptNgrams> {
    let code = take(rest, 4)?;
    let (languages, ngrams) = (number(rest)? as usize, number(rest)? as usize);
    let name = |name: &'static [u8]| std::str::from_utf8(name).ok().map(|name| name.trim_end_matches('\0'));
    let names = take(rest, 4 * languages)?.chunks_exact(4).map(name).collect::<Option<Vec<_>>>()?;
    let priors = take(rest, 2 * languages)?.chunks_exact(2).map(little_endian).map(|prior| prior as u16).collect();
    // As many as a slot of the table can name.
    if ngrams >= (1 << ROW_BITS) - 1 {
        return None;
    }
    let keys = take(rest, 8 * ngrams)?.chunks_exact(8).map(little_endian);
    let is_good = |key| (2..=LONGEST).contains(&length(key)) && (0..length(key)).all(|at| (key >> (8 * at)) as u8 != 0);
    if !keys.clone().all(is_good) {
        return None;
    }
    let mut pairs = vec![0; 1 << 16];
    for (key, row) in keys.clone().zip(1..).filter(|(key, _)| length(*key) == 2) {
        pairs.get_mut(usize::from(key as u16)).into_iter().for_each(|pair| *pair = row);
    }
    let (threes, fours, table) = (Endings::of(keys.clone()), Endings::of(keys.clone()), Table::of(keys));
    let against = take(rest, languages * ngrams)?;
    Some(ScriptNgrams { code, languages: names, priors, table, pairs, threes, fours, against })
}

fn take(rest: &mut &'static [u8], bytes: usize) -> Option<&'static [u8]> {
    let (taken, left) = rest.split_at_checked(bytes)?;
    *rest = left;
    Some(taken)
}

fn number(rest: &mut &'static [u8]) -> Option<u32> {
    u32::try_from(little_endian(take(rest, 4)?)).ok()
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str, script: &str) -> &'static str {
        let scores = Ngrams::new().unwrap().scores(text, script).unwrap();
        scores.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0
    }

    #[test]
    fn neighbours_are_told_apart() {
        for (tag, script, text) in [
            ("af", "Latn", "Die raad het gesê dat die nuwe brug voor die einde van die somer sal oopmaak"),
            ("nl", "Latn", "De gemeenteraad zei dat de nieuwe brug voor het einde van de zomer opengaat"),
            ("gl", "Latn", "O concello anunciou que a nova ponte abrirá antes do remate do verán"),
            ("yo", "Latn", "Ìjọba ìbílẹ̀ náà sọ pé wọn yóò ṣí afárá tuntun náà kí ó tó di òpin ọdún"),
            ("ha", "Latn", "Majalisar ta ce za a bude sabuwar gada kafin karshen damina"),
            ("mk", "Cyrl", "Општината соопшти дека новиот мост ќе се отвори пред крајот на летото"),
            ("bg", "Cyrl", "Общината съобщи, че новият мост ще бъде открит преди края на лятото"),
            ("ps", "Arab", "ښاروالۍ وویل چې نوی پل به د اوړي تر پای مخکې پرانیستل شي"),
            ("ne", "Deva", "नगरपालिकाले नयाँ पुल गर्मी सकिनुअघि खुल्ने बताएको छ"),
        ] {
            assert_eq!(best(text, script), tag, "{text}");
        }
    }

    #[test]
    fn what_the_model_does_not_know_has_no_score_and_a_text_without_ngrams_only_priors() {
        let ngrams = Ngrams::new().unwrap();
        assert_eq!(ngrams.scores("text", "Thai"), None);
        assert!(ngrams.scores("", "Latn").unwrap().iter().any(|(_, score)| *score == 0.0));
    }

    #[test]
    fn a_model_that_is_cut_short_is_refused() {
        for bytes in [&MODEL[..0], &MODEL[..11], &MODEL[..100], &MODEL[..MODEL.len() - 1]] {
            assert!(read(bytes).is_none());
        }
    }
}
