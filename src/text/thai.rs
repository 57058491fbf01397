//! Sentences of Thai, which writes no full stop: a space stands where a sentence ends, and beside numbers, names and
//! clauses too.

use std::ops::Range;

/// Words that go on with a sentence: conjunctions, measures, months.
#[rustfmt::skip]
const CONTINUES: [&str; 49] = [
    "และ", "หรือ", "ซึ่ง", "โดย", "เพื่อ", "จึง", "เช่น", "รวมถึง", "รวมทั้ง", "ตลอดจน", "ที่", "ว่า", "กับ", "เพราะ",
    "ทำให้", "พร้อม", "ก็", "ปอนด์", "ล้าน", "พัน", "หมื่น", "แสน", "ยูโร", "ดอลลาร์", "บาท", "เมตร", "กิโลเมตร", "ปี",
    "คน", "เปอร์เซ็นต์", "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน",
    "ตุลาคม", "พฤศจิกายน", "ธันวาคม", "กล่าว", "แห่ง", "ดังกล่าว", "จาก", "ของ", "เนื่องจาก", "จน",
];

/// Words that go on with a sentence, or begin one.
const MAY_CONTINUE: [&str; 4] = ["แต่", "แล้ว", "ทั้ง", "ก่อน"];

/// Words that begin a sentence.
#[rustfmt::skip]
const BEGINS: [&str; 43] = [
    "อย่างไรก็ตาม", "นอกจาก", "ในขณะ", "ขณะ", "ในช่วง", "ช่วง", "ในปี", "หลัง", "เมื่อ", "ด้วย", "พวก", "นั่น", "นี่", "สิ่ง",
    "ความ", "การ", "ไม่", "แม้", "จากนั้น", "จากการ", "ท้าย", "ตั้งแต่", "ตาม", "นัก", "เธอ", "รัฐบาล", "หาก", "ถ้า", "ส่วน",
    "ระหว่าง", "ดังนั้น", "ทว่า", "ทั้งนี้", "ต่อมา", "ปัจจุบัน", "บาง", "ผู้", "ผล", "สำหรับ", "ใน", "มัน", "ผม", "เรา",
];

/// Words after which more is to come.
#[rustfmt::skip]
const LINKS: [&str; 44] = [
    "ปี", "ที่", "ว่า", "คือ", "ถึง", "กับ", "และ", "หรือ", "ของ", "ใน", "เป็น", "อายุ", "ประมาณ", "วัน", "เดือน", "ราว",
    "เช่น", "ได้แก่", "โดย", "ระหว่าง", "เพียง", "จำนวน", "จาก", "สมัย", "ร้อยละ", "เวลา", "ประธานาธิบดี", "นาย", "นาง",
    "นางสาว", "ดร.", "พระเจ้า", "กษัตริย์", "ชื่อ", "ต่อ", "เมื่อ", "กว่า", "เกือบ", "แก่", "จากนั้น", "นั่นคือ", "อย่างไรก็ตาม",
    "นอกจากนี้", "นอกจากนั้น",
];

/// Words that sentences end with.
#[rustfmt::skip]
const ENDS: [&str; 25] = [
    "ด้วย", "กล่าว", "ได้", "แล้ว", "มาก", "ขึ้น", "หมด", "เอง", "กัน", "อยู่", "เลย", "อีก", "ออก", "ไป", "มา", "ลง", "นั้น",
    "นี้", "ครับ", "ค่ะ", "เท่านั้น", "ต้อง", "สุด", "ใหญ่", "ใหม่",
];

/// A run of text between two spaces, in bytes and in characters.
struct Chunk<'t> {
    text: &'t str,
    start: usize,
    chars: usize,
}

/// The sentences in a span that holds one or more: those before the last, and the last.
pub(super) fn parted(text: &str, span: Range<usize>) -> (Vec<Range<usize>>, Range<usize>) {
    let own = text.get(span.clone()).unwrap_or_default();
    let mut sentences = Vec::new();
    let mut start = span.start;
    // Characters since the sentence began, with the spaces.
    let mut length = 0;
    let mut chunks = own.split(' ').scan(span.start, |at, text| {
        let chunk = Chunk { text, start: *at, chars: text.chars().count() };
        *at += text.len() + 1;
        Some(chunk)
    });
    let mut before = chunks.next();
    for chunk in chunks {
        if let Some(before) = &before {
            length += before.chars;
            if ends_between(before, &chunk, length) {
                sentences.push(start..before.start + before.text.len());
                start = chunk.start;
                length = 0;
            } else {
                length += 1;
            }
        }
        before = Some(chunk);
    }
    (sentences, start..span.end)
}

/// Whether a sentence of so many characters ends at the space between two chunks: signs for it and against it, weighed
/// on the Thai part of a treebank.
fn ends_between(before: &Chunk<'_>, next: &Chunk<'_>, length: usize) -> bool {
    let (Some(last), Some(first)) = (before.text.chars().next_back(), next.text.chars().next()) else { return false };
    let head = next.text.trim_start_matches(['“', '"', '‘', '(']);
    let begins = |words: &[&str]| words.iter().any(|word| head.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| before.text.ends_with(word));
    let mut points = match first {
        '(' => -5,
        '“' | '"' | '‘' => -1,
        first if is_thai(first) => 0,
        _ => -1,
    };
    points += match last {
        'ๆ' => -1,
        last if is_thai(last) || last.is_ascii_digit() || matches!(last, '”' | '"' | '’' | ')' | '%') => 0,
        _ => -2,
    };
    points += if begins(&CONTINUES) {
        -4
    } else if begins(&MAY_CONTINUE) {
        -1
    } else {
        i32::from(begins(&BEGINS))
    };
    points += if ends(&LINKS) { -4 } else { i32::from(ends(&ENDS)) };
    points += i32::from(length >= 60) + i32::from(length >= 90) - 2 * i32::from(length < 25);
    points -= i32::from(next.chars < 8) + i32::from(before.chars < 6);
    points >= 1
}

fn is_thai(ch: char) -> bool {
    matches!(ch, '\u{E01}'..='\u{E4E}')
}
