//! Payloads onto the road, as fast as the budget admits them.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};

use super::Failure;
use super::input::{Input, Payload, Shape, Value};
use crate::commit::{Budget, Slot, Ticket};
use crate::config::ByteSize;
use crate::outcome::{RejectReason, Rejection};
use crate::pipeline::{Batch, Flight};
use crate::record::{Header, Origin, Record};

/// Where a payload stood in the input. Places go to the writer in input order, each before its payload is on the road.
#[derive(Debug)]
pub struct Place {
    pub file: Arc<str>,
    pub line: Option<u64>,
    /// Why it never went onto the road.
    pub refused: Option<Rejection>,
}

/// Reads the inputs and sends what is in them.
pub struct Feeder {
    pub inputs: Vec<Input>,
    pub shape: Shape,
    /// Said about every payload.
    pub headers: Vec<Header>,
    pub payload_bytes: usize,
    pub budget: Arc<Budget>,
}

impl Feeder {
    /// Runs until the inputs are at their end, or until nobody takes payloads any more. `wake` says that something ended.
    pub fn run(
        self,
        intake: &Sender<Batch<Arc<Flight>>>,
        places: &Sender<Place>,
        wake: &Receiver<()>,
    ) -> Result<(), Failure> {
        let Self { inputs, shape, headers, payload_bytes, budget } = self;
        let (mut index, mut sequence) = (0, 0);
        for input in &inputs {
            let file: Arc<str> = input.name().into();
            let went_on = input.payloads(shape, payload_bytes, |Payload { line, value }| {
                let origin = Origin::Input { index };
                index += 1;
                let value = match value {
                    Value::Bytes(value) => value,
                    Value::TooLarge(length) => {
                        let refused = Some(too_large(length, payload_bytes));
                        return places.send(Place { file: Arc::clone(&file), line, refused }).is_ok();
                    }
                };
                while !budget.is_open() {
                    if wake.recv().is_err() {
                        return false;
                    }
                }
                let headers = headers.clone();
                let record = Record { origin, timestamp_ms: None, key: None, value: Some(value), headers };
                let ticket = Ticket { slot: Slot(0), epoch: 0, sequence };
                sequence += 1;
                let flight = Flight::new(record, ticket, Arc::clone(&budget));
                places.send(Place { file: Arc::clone(&file), line, refused: None }).is_ok()
                    && intake.send(vec![flight]).is_ok()
            })?;
            if !went_on {
                break;
            }
        }
        Ok(())
    }
}

fn too_large(length: u64, limit: usize) -> Rejection {
    let detail = format!("expected at most {} (limits.payload_bytes), got {length} bytes", ByteSize(limit as u64));
    Rejection { reason: RejectReason::PayloadTooLarge, detail }
}
