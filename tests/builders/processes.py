"""A folder that looks as ``/proc`` does, with the processes a test is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

OWN_NETWORK = "net:[1]"
TCP_HEAD = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
)


@dataclass(frozen=True)
class AProcess:
    """A process; of what is left out nothing is there."""

    words: Sequence[str]
    pid: int = 100
    parent: int = 1
    environment: Mapping[str, str] | None = field(default_factory=dict)
    folder: str = "/"
    group: str = "0::/init.scope"
    nested: bool = False
    files_of: str = "mnt:[1]"
    network: str = OWN_NETWORK
    open_files: Sequence[Path | str] = ()
    mapped: Sequence[Path] = ()
    listens: Sequence[tuple[str, int]] = ()
    """Address as the kernel writes it, and port."""
    addresses: Sequence[str] = ()
    """IPv4 addresses of its network."""


def proc_folder(root: Path, *processes: AProcess, host: str = "gpu-01") -> Path:
    """Write processes as the kernel shows them."""
    proc = root / "proc"
    (proc / "sys/kernel").mkdir(parents=True)
    (proc / "sys/kernel/hostname").write_text(f"{host}\n")
    (proc / "self").symlink_to("77")
    _write(proc, AProcess(["auditor"], pid=77))
    inode = 5000
    for process in processes:
        _write(proc, process)
    for process in processes:
        for address, port in process.listens:
            inode += 1
            _listen(proc, process, (address, port), inode)
    return proc


def _write(proc: Path, process: AProcess) -> None:
    place = proc / str(process.pid)
    for folder in ("ns", "fd", "net"):
        (place / folder).mkdir(parents=True)
    raw = "\0".join(process.words) + "\0" if process.words else ""
    (place / "cmdline").write_bytes(raw.encode("utf-8", "surrogateescape"))
    (place / "stat").write_text(f"{process.pid} (a) b)) S {process.parent} 1 1 0 -1")
    (place / "status").write_text(
        f"Name:\ta\nNSpid:\t{process.pid}{chr(9) + '1' if process.nested else ''}\n"
    )
    (place / "cgroup").write_text(process.group + "\n")
    if process.environment is not None:
        text = "".join(f"{name}={value}\0" for name, value in process.environment.items())
        (place / "environ").write_bytes(text.encode("utf-8", "surrogateescape"))
    (place / "cwd").symlink_to(process.folder)
    (place / "root").symlink_to("/")
    (place / "ns/mnt").symlink_to(process.files_of)
    (place / "ns/net").symlink_to(process.network)
    (place / "ns/uts").symlink_to("uts:[1]")
    for number, path in enumerate(process.open_files):
        (place / "fd" / str(number)).symlink_to(path)
    (place / "maps").write_text("".join(_mapping(path) for path in process.mapped))
    leaves = "".join(
        f"           |-- {address}\n              /32 host LOCAL\n" for address in process.addresses
    )
    (place / "net/fib_trie").write_text(f"Main:\n{leaves}")
    for name in ("tcp", "tcp6"):
        (place / "net" / name).write_text(TCP_HEAD)


def _mapping(path: Path) -> str:
    inode = path.stat().st_ino
    return (
        f"7f00-7f10 r--s 00000000 08:01 {inode}                   {path}\n7f10-7f20 r-xp 00000000 00:00 0\n"
    )


def _listen(proc: Path, process: AProcess, listener: tuple[str, int], inode: int) -> None:
    address, port = listener
    name = "tcp6" if len(address) == 32 else "tcp"
    rest = f"00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 {inode} 1 x\n"
    row = f"   0: {address}:{port:04X} {rest}"
    # Everybody in a network sees all of its sockets.
    for place in proc.iterdir():
        if place.name.isdecimal() and (place / "ns/net").readlink() == Path(process.network):
            with (place / "net" / name).open("a") as table:
                table.write(row)
    (proc / str(process.pid) / "fd" / f"s{inode}").symlink_to(f"socket:[{inode}]")
