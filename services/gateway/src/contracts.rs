//! The contracts as the gateway serves them: the public RPCs, read from the descriptor set.

use anyhow::Context as _;
use axum::http::uri::PathAndQuery;
use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, MethodDescriptor, Value, prost::Message as _,
};
use std::{collections::HashMap, sync::Arc};

/// The public RPCs of all services.
pub(crate) struct Contracts {
    rpcs: HashMap<String, Arc<Rpc>>,
    /// The contracts without what is not public, for gRPC reflection.
    pub(crate) public_descriptors: Vec<u8>,
}

/// A public RPC: one that says how REST calls it.
pub(crate) struct Rpc {
    pub(crate) method: MethodDescriptor,
    /// Its path on gRPC.
    pub(crate) path: PathAndQuery,
    /// The word of the service that serves it: `intake` of `telaah.intake.v1`.
    pub(crate) service: String,
    /// Whether it can be called without signing in.
    pub(crate) anyone: bool,
    /// How REST calls it: the `google.api.HttpRule` and its additional bindings.
    pub(crate) rules: Vec<DynamicMessage>,
}

/// What the contracts say of an RPC besides its messages.
struct Options {
    http: ExtensionDescriptor,
    anyone: Option<ExtensionDescriptor>,
    demo: Option<ExtensionDescriptor>,
}

impl Contracts {
    /// Keeps the RPCs with `google.api.http`; those that exist in demo stacks alone only with `demo`.
    pub(crate) fn read(descriptors: &[u8], demo: bool) -> anyhow::Result<Self> {
        let pool = DescriptorPool::decode(descriptors)?;
        let options = Options::find(&pool)?;
        let mut rpcs = HashMap::new();
        for method in pool.services().flat_map(|it| it.methods().collect::<Vec<_>>()) {
            if options.is_public(&method, demo) {
                let rpc = Rpc::read(method, &options)?;
                rpcs.insert(rpc.path.as_str().to_owned(), Arc::new(rpc));
            }
        }
        let public_descriptors = only_public(&pool, descriptors, &rpcs)?;
        Ok(Self { rpcs, public_descriptors })
    }

    /// The RPC with this path on gRPC.
    pub(crate) fn rpc(&self, path: &str) -> Option<&Arc<Rpc>> {
        self.rpcs.get(path)
    }

    /// In the order of the contracts.
    pub(crate) fn rpcs(&self) -> Vec<Arc<Rpc>> {
        let mut rpcs: Vec<_> = self.rpcs.values().cloned().collect();
        rpcs.sort_by_key(|it| it.place());
        rpcs
    }
}

impl Options {
    fn find(pool: &DescriptorPool) -> anyhow::Result<Self> {
        let http =
            pool.get_extension_by_name("google.api.http").context("no contract has google.api.http")?;
        let own = |name| pool.get_extension_by_name(&format!("telaah.options.v1.{name}"));
        Ok(Self { http, anyone: own("anyone"), demo: own("demo") })
    }

    fn is_public(&self, method: &MethodDescriptor, demo: bool) -> bool {
        method.options().has_extension(&self.http) && (demo || !is_set(method, self.demo.as_ref()))
    }
}

impl Rpc {
    fn read(method: MethodDescriptor, options: &Options) -> anyhow::Result<Self> {
        let service = method.parent_service();
        let word = service.package_name().split('.').nth(1).unwrap_or_default().to_owned();
        let rule = method.options().get_extension(&options.http).into_owned();
        let Value::Message(rule) = rule else { anyhow::bail!("google.api.http is no message") };
        let more = rule.get_field_by_name("additional_bindings").map(|it| it.into_owned());
        let more = match more {
            Some(Value::List(more)) => more,
            _ => vec![],
        };
        let more =
            more.into_iter().filter_map(|it| if let Value::Message(it) = it { Some(it) } else { None });
        Ok(Self {
            path: format!("/{}/{}", service.full_name(), method.name()).parse()?,
            service: word,
            anyone: is_set(&method, options.anyone.as_ref()),
            rules: [rule].into_iter().chain(more).collect(),
            method,
        })
    }

    fn place(&self) -> (String, Vec<i32>) {
        (self.method.parent_file().name().to_owned(), self.method.path().to_vec())
    }
}

fn is_set(method: &MethodDescriptor, option: Option<&ExtensionDescriptor>) -> bool {
    option.is_some_and(|it| method.options().get_extension(it).as_bool() == Some(true))
}

/// The descriptor set with the RPCs that are not public taken out, and the comments, whose places have moved.
fn only_public(
    pool: &DescriptorPool,
    descriptors: &[u8],
    rpcs: &HashMap<String, Arc<Rpc>>,
) -> anyhow::Result<Vec<u8>> {
    let set = pool.get_message_by_name("google.protobuf.FileDescriptorSet");
    let mut set = DynamicMessage::decode(set.context("no contract imports descriptor.proto")?, descriptors)?;
    for file in messages(&mut set, "file") {
        file.clear_field_by_name("source_code_info");
        let package = text(file, "package");
        for service in messages(file, "service") {
            let name = text(service, "name");
            let is_public = |it: &Value| {
                let method = it.as_message().map(|it| text(it, "name")).unwrap_or_default();
                rpcs.contains_key(&format!("/{package}.{name}/{method}"))
            };
            if let Some(Value::List(methods)) = service.get_field_by_name_mut("method") {
                methods.retain(is_public);
            }
        }
        if let Some(Value::List(services)) = file.get_field_by_name_mut("service") {
            services.retain(|it| it.as_message().is_some_and(|it| it.has_field_by_name("method")));
        }
    }
    Ok(set.encode_to_vec())
}

fn messages<'a>(parent: &'a mut DynamicMessage, field: &str) -> impl Iterator<Item = &'a mut DynamicMessage> {
    let list = parent.get_field_by_name_mut(field).and_then(Value::as_list_mut);
    list.into_iter().flatten().filter_map(Value::as_message_mut)
}

fn text(message: &DynamicMessage, field: &str) -> String {
    message.get_field_by_name(field).and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}
