//! What a process that reads foreign files takes from itself.

use anyhow::Context as _;
use landlock::{ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{apply_filter, compile_from_json};
use serde_json::json;

/// Memory it may have.
const MEMORY: u64 = 1 << 30;
/// Seconds of processor time it may use.
const SECONDS: u64 = 30;
/// System calls that reading a file needs none of.
const REFUSED: &[&str] = &[
    "socket",
    "socketpair",
    "connect",
    "bind",
    "sendto",
    "sendmsg",
    "execve",
    "execveat",
    "clone",
    "clone3",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kill",
    "openat",
    "openat2",
    "open_by_handle_at",
    "io_uring_setup",
    "bpf",
    "keyctl",
    "add_key",
    "unshare",
    "setns",
    "mount",
    "memfd_create",
];
/// Those that only this architecture has.
#[cfg(target_arch = "x86_64")]
const OLDER: &[&str] = &["open", "creat", "fork", "vfork"];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[&str] = &[];

/// Little memory and time, so many bytes written; no other process, no core.
pub(crate) fn limit(output: u64) -> anyhow::Result<()> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, output),
        (Resource::Nofile, 16),
        (Resource::Core, 0),
        (Resource::Nproc, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// Shuts the process off from files and network: what is open stays open. A kernel that has no Landlock or no filter of
/// system calls leaves it at the other and the limits.
pub(crate) fn shut() -> anyhow::Result<()> {
    let abi = ABI::V5;
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|r| r.handle_access(AccessNet::from_all(abi)))
        .and_then(Ruleset::create);
    rules.and_then(|r| r.restrict_self()).context("Landlock")?;
    let calls: Vec<_> = REFUSED.iter().chain(OLDER).map(|call| json!({ "syscall": call })).collect();
    let filter = json!({ "all": { "mismatch_action": "allow", "match_action": { "errno": 1 }, "filter": calls } });
    let architecture = std::env::consts::ARCH.try_into().context("the filter of system calls")?;
    let compiled = compile_from_json(filter.to_string().as_bytes(), architecture);
    let compiled = compiled.context("the filter of system calls")?;
    apply_filter(&compiled["all"]).ok();
    Ok(())
}
