//! The faults, and the order in which they come.

use std::collections::VecDeque;

use super::crew::{Delivery, Order};
use super::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL.
    Kill,
    /// SIGSTOP for longer than the session, until others have its partitions; then SIGCONT.
    Zombie,
    /// SIGSTOP for a moment.
    Freeze,
    /// SIGTERM, and back later.
    Leave,
    /// One more worker, or that one less.
    Scale,
    /// `kill -9` of a broker, and its restart.
    BrokerKill,
    /// Every broker, one after the other.
    RollingRestart,
    /// Every connection to a broker ends, and for a while there is no other.
    Cut,
    /// Every connection to a broker is slow for a while.
    Delay,
    /// One more partition of the input.
    Growth,
    /// The remote enricher answers nobody for a while.
    Silence,
}

impl Fault {
    pub fn name(self) -> &'static str {
        match self {
            Self::Kill => "SIGKILL of a worker at random",
            Self::Zombie => "SIGSTOP past the session, taken over, SIGCONT",
            Self::Freeze => "SIGSTOP within the session",
            Self::Leave => "a worker leaves and comes back",
            Self::Scale => "a worker joins, or that one leaves",
            Self::BrokerKill => "kill -9 of a broker",
            Self::RollingRestart => "rolling restart of the brokers",
            Self::Cut => "connections cut",
            Self::Delay => "connections delayed",
            Self::Growth => "topic growth",
            Self::Silence => "the enricher falls silent",
        }
    }
}

/// Faults in a shuffled order, each as often as it is listed, and again from the start when all have been.
pub struct Deck {
    dice: Dice,
    brokers: i32,
    round: u64,
    left: Vec<Fault>,
}

impl Deck {
    pub fn new(seed: u64, brokers: i32) -> Self {
        Self { dice: Dice::new(seed), brokers, round: 0, left: Vec::new() }
    }

    /// The few of a short storm.
    pub fn short() -> Self {
        let left = vec![Fault::Cut, Fault::BrokerKill, Fault::Scale, Fault::Leave, Fault::Kill];
        Self { dice: Dice::new(0), brokers: 1, round: 0, left }
    }

    pub fn draw(&mut self) -> Fault {
        loop {
            if let Some(fault) = self.left.pop() {
                return fault;
            }
            self.left = [
                [Fault::Kill; 3].as_slice(),
                &[Fault::Zombie, Fault::Freeze, Fault::Leave, Fault::Scale, Fault::Scale],
                &[Fault::BrokerKill, Fault::Cut, Fault::Cut, Fault::Delay, Fault::Silence],
            ]
            .concat();
            if self.round.is_multiple_of(4) {
                self.left.push(Fault::Growth);
            }
            if self.round % 3 == 1 && self.brokers > 1 {
                self.left.push(Fault::RollingRestart);
            }
            self.round += 1;
            self.dice.shuffle(&mut self.left);
        }
    }
}

/// The points that workers are started with, in a shuffled order: each step kills, and some hold the worker up.
pub fn orders(delivery: Delivery, dice: &mut Dice) -> VecDeque<Order> {
    let mut orders = Vec::new();
    let (often, seldom) = match delivery {
        Delivery::ExactlyOnce => {
            let calls = [
                "begin_transaction.before",
                "begin_transaction.after",
                "flush.before",
                "flush.after",
                "send_offsets_to_transaction.before",
                "send_offsets_to_transaction.after",
                "commit_transaction.before",
                "commit_transaction.after",
            ];
            orders.extend(calls.map(|point| Order::new(point, "kill", dice.between(2, 40))));
            // Longer than the transaction may last, and for ever.
            for point in ["flush.before", "send_offsets_to_transaction.before", "commit_transaction.before"] {
                orders.push(Order::new(point, "delay:5600", dice.between(2, 40)));
            }
            for point in ["send_offsets_to_transaction.before", "commit_transaction.before"] {
                orders.push(Order::new(point, "block", dice.between(2, 40)));
            }
            (
                ["produce"].as_slice(),
                [
                    "init_transactions.before",
                    "init_transactions.after",
                    "abort_transaction.before",
                    "abort_transaction.after",
                    "revoke",
                    "give_up",
                    "drain",
                ]
                .as_slice(),
            )
        }
        Delivery::AtLeastOnce => {
            for point in ["commit.before", "commit.after"] {
                orders.push(Order::new(point, "kill", dice.between(2, 20)));
                orders.push(Order::new(point, "delay:3000", dice.between(2, 20)));
            }
            (
                ["produce", "delivered"].as_slice(),
                ["flush.before", "flush.after", "revoke", "give_up", "drain"].as_slice(),
            )
        }
    };
    orders.extend(often.iter().map(|point| Order::new(point, "kill", dice.between(10, 2000))));
    orders.extend(seldom.iter().map(|point| Order::new(point, "kill", 1)));
    dice.shuffle(&mut orders);
    orders.into()
}

#[test]
fn every_fault_comes_within_four_rounds_and_a_seed_gives_one_order() {
    let drawn = |seed| -> Vec<Fault> {
        let mut deck = Deck::new(seed, 3);
        (0..60).map(|_| deck.draw()).collect()
    };
    let faults = drawn(5);
    for fault in [Fault::Growth, Fault::RollingRestart, Fault::Zombie, Fault::BrokerKill, Fault::Delay] {
        assert!(faults.contains(&fault), "{fault:?}");
    }
    assert_eq!(faults, drawn(5));
    assert_ne!(faults, drawn(6));
}

#[test]
fn every_point_of_a_transaction_and_of_a_commit_is_in_the_orders() {
    let mut dice = Dice::new(1);
    let [exactly, least] = [Delivery::ExactlyOnce, Delivery::AtLeastOnce].map(|delivery| orders(delivery, &mut dice));
    for point in copydesk::failpoints::POINTS {
        assert!(exactly.iter().chain(&least).any(|order| order.point == *point && order.kills()), "{point}");
    }
}
