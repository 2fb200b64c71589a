from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Unknown
from auditor.domain.rights import FileRights, OpenTo, Rights
from auditor.identity import group
from auditor.identity.measured import assess as measured
from auditor.identity.writable import assess, open_to
from tests.builders.observations import a_file, a_model

CLOSED = FileRights(Rights(0o100644, 1000, 100), Rights(0o040755, 1000, 100))
OPEN = FileRights(Rights(0o100666, 1000, 100), Rights(0o040775, 1000, 100))


def test_what_others_may_change_is_told_place_by_place() -> None:
    model = a_model(rights=OPEN)
    assert list(assess(model)) == [
        Claim(
            "model.writable_by",
            ("group", "others"),
            Basis.MEASURED,
            Confidence.HIGH,
            "file -rw-rw-rw-, owner 1000, group 100",
            "dir:/models#a.gguf",
            "a.gguf: file -rw-rw-rw-, owner 1000, group 100",
        ),
        Claim(
            "model.writable_by",
            ("group",),
            Basis.MEASURED,
            Confidence.HIGH,
            "folder drwxrwxr-x, owner 1000, group 100",
            "dir:/models#a.gguf",
            "a.gguf: folder drwxrwxr-x, owner 1000, group 100",
        ),
    ]


def test_what_is_its_owners_alone_is_said_to_be() -> None:
    (claim,) = assess(a_model(rights=CLOSED))
    assert claim == Claim(
        "model.writable_by",
        (),
        Basis.MEASURED,
        Confidence.HIGH,
        "rights of its files and of their folders",
        "dir:/models#a.gguf",
    )


def test_of_files_whose_rights_were_not_read_nothing_is_said() -> None:
    (silence,) = assess(a_model())
    reason = "nowhere does it lie in a folder whose rights could be read"
    assert silence == Silence("model.writable_by", Unknown(reason, Settler.FILE_OWNER, "auditor scan"))


def test_every_place_of_a_model_counts() -> None:
    safe = a_file("a.gguf", sha256="cd" * 32, rights=CLOSED)
    copy = a_file("b.gguf", inode=2, sha256="cd" * 32, rights=OPEN)
    remote = a_file("c.gguf", inode=3, sha256="cd" * 32)
    (model,) = group([safe, copy, remote]).models
    assert model.open_to == (
        OpenTo("dir:/models#b.gguf", "file", OPEN.file),
        OpenTo("dir:/models#b.gguf", "folder", OPEN.folder),
    )
    assert open_to([remote]) is None


def test_it_is_among_what_is_measured() -> None:
    said = {one.fact for one in measured(a_model(rights=CLOSED)) if isinstance(one, Claim)}
    assert "model.writable_by" in said
