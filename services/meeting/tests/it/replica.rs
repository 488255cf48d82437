//! The service as a process of its own, which a test can kill: this very program, started again.

use crate::team::{SECRETARIAT, official};
use clap::Parser as _;
use platform::{Config, Parts, service};
use proto::meeting::v1::meeting_service_client::MeetingServiceClient;
use std::{
    env,
    io::{self, BufRead as _, BufReader, Read as _},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
};
use tokio::net::TcpListener;
use tonic::{
    Request,
    transport::{Channel, Endpoint},
};

const SERVES: &str = "serves at ";
/// A Monday at 08.00 in Jakarta, as in the stack whose database it takes over.
const START: &str = "2026-01-05T01:00:00Z";

/// A running process. It ends with the test.
pub(crate) struct Replica {
    process: Child,
    _output: BufReader<ChildStdout>,
    channel: Channel,
    token: String,
}

impl Replica {
    /// On the database and the stream of this name.
    pub(crate) fn start(name: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "replica::serves_until_its_input_ends", "--ignored", "--nocapture"])
            .envs([("STREAM", name), ("DEMO_START", START), ("FIRST_RETRY_MS", "5")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let said = output.by_ref().lines().map_while(Result::ok);
        let said = said.filter_map(|it| it.split_once(SERVES).map(|it| it.1.to_owned())).next().unwrap();
        let (address, token) = said.split_once(' ').unwrap();
        let channel = Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy();
        Self { process, _output: output, channel, token: token.to_owned() }
    }

    pub(crate) fn client(&self) -> MeetingServiceClient<Channel> {
        MeetingServiceClient::new(self.channel.clone())
    }

    /// `body` as the secretariat would send it.
    pub(crate) fn call<T>(&self, body: T) -> Request<T> {
        let mut request = Request::new(body);
        request.metadata_mut().insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        request
    }

    /// `kill -9`: it does nothing any more, not even say so.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(clap::Parser)]
struct Arguments {
    #[command(flatten)]
    platform: Config,
}

/// What a replica is. Where its input is closed it serves nobody, so it may be run by itself.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a process that other tests start and kill"]
async fn serves_until_its_input_ends() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut config = Arguments::parse_from(["replica"]).platform;
    config.services = format!("http://{address}");
    config.database_url = config.database_url.database(&config.stream);
    let parts = Parts::new(&config).await.unwrap();
    let services = vec![meeting::service(&parts), directory::service(&parts)];
    let stop = service::stop_on_signal().unwrap();
    let guard = stop.clone().drop_guard();

    println!("{SERVES}{address} {}", parts.keys.mint(&official(SECRETARIAT)).unwrap());
    thread::spawn(move || {
        let _guard = guard;
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
    });
    service::run(services, &parts, listener, stop).await.unwrap();
}
