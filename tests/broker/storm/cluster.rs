//! One broker or three, each with a road to it that workers take and that can be cut.

use super::field::Field;
use super::proxy::Proxy;
use crate::support::broker::Broker;
use crate::support::free_port;
use crate::support::topics::Topics;

pub struct Cluster {
    pub brokers: Vec<Broker>,
    pub roads: Vec<Proxy>,
}

impl Cluster {
    pub fn start(nodes: i32) -> Self {
        let roads: std::cell::RefCell<Vec<Proxy>> = std::cell::RefCell::default();
        let brokers = Broker::start_cluster(nodes, |ports| {
            let proxied = free_port();
            let road = Proxy::start(free_port(), proxied);
            let (plain, controller, advertised) = (ports.plain, ports.controller, road.port());
            roads.borrow_mut().push(road);
            let replicas = nodes.min(3);
            let safe = if replicas > 1 { 2 } else { 1 };
            format!(
                "listeners=PLAINTEXT://127.0.0.1:{plain},PROXIED://127.0.0.1:{proxied},CONTROLLER://127.0.0.1:{controller}\n\
                 advertised.listeners=PLAINTEXT://127.0.0.1:{plain},PROXIED://127.0.0.1:{advertised}\n\
                 listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT\n\
                 default.replication.factor={replicas}\n\
                 min.insync.replicas={safe}\n\
                 offsets.topic.replication.factor={replicas}\n\
                 transaction.state.log.replication.factor={replicas}\n\
                 transaction.state.log.min.isr={safe}\n\
                 unclean.leader.election.enable=false\n"
            )
        });
        Self { brokers, roads: roads.into_inner() }
    }

    pub fn field(&self, name: &str) -> Field {
        let direct: Vec<String> = self.brokers.iter().map(Broker::address).collect();
        Field {
            direct: direct.join(","),
            roads: self.roads.iter().map(|road| format!("127.0.0.1:{}", road.port())).collect(),
            replicas: i32::try_from(self.brokers.len()).expect("a few"),
            outputs: 3,
            topics: Topics::named(name),
        }
    }

    pub fn heal(&self) {
        self.roads.iter().for_each(Proxy::heal);
    }
}
