import zipfile
from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import read_header
from tests.builders.arrays import zipped
from tests.builders.hdf5 import (
    F32,
    MAGIC,
    NOWHERE,
    attribute,
    hdf5,
    hdf5_new,
    header_2,
    keras_file,
    link,
    space,
)

LAMBDA = b'{"layers": [{"class_name": "Lambda"}]}'
DENSE_GROUP = (0x02, bytes(2) + bytes([48]) + bytes(7) + NOWHERE.to_bytes(8, "little"))
DENSE = hdf5_new(header_2(DENSE_GROUP))


def test_a_network_in_hdf5_is_counted_without_what_training_keeps(tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    path.write_bytes(hdf5(attribute=attribute("model_config", b"{}")))
    header = read_header(path)
    assert (header.format, header.version, header.role) == ("keras-hdf5", "0", FileRole.WEIGHTS)
    assert (header.n_tensors, header.n_parameters, header.dtypes) == (2, 40, (("F32", 2),))
    assert header.anomalies == ()


def test_hdf5_of_something_else_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "m.hdf5"
    path.write_bytes(hdf5({"x": {"y": (F32, (3,))}}))
    assert (read_header(path).format, read_header(path).n_parameters) == ("hdf5", 3)
    path.write_bytes(hdf5({}))
    assert read_header(path).role is FileRole.OTHER


def test_an_archive_of_keras_is_read_where_its_weights_lie(tmp_path: Path) -> None:
    header = read_header(keras_file(tmp_path / "m.keras"))
    assert (header.format, header.version, header.n_tensors) == ("keras", "3.5.0", 2)
    assert (header.n_parameters, header.anomalies, header.unread) == (40, (), "")


def test_a_layer_of_code_is_an_anomaly_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    for name in ("model_config", "training_config"):
        message = attribute(name, LAMBDA)
        path.write_bytes(hdf5(attribute=message))
        (anomaly,) = read_header(path).anomalies
        assert (anomaly.code, anomaly.offset) == ("runs-code", path.read_bytes().index(message))
    (anomaly,) = read_header(keras_file(tmp_path / "m.keras", config=LAMBDA)).anomalies
    assert anomaly.code == "runs-code"


@pytest.mark.parametrize("before", [512, 1024, 131_072])
def test_bytes_that_a_user_puts_before_a_network_move_every_place(tmp_path: Path, before: int) -> None:
    path, plain = tmp_path / "m.h5", hdf5(attribute=attribute("model_config", LAMBDA))
    path.write_bytes(bytes(range(256)) * (before // 256) + plain)
    header = read_header(path)
    assert (header.format, header.n_parameters) == ("keras-hdf5", 40)
    (anomaly,) = header.anomalies
    assert (anomaly.code, anomaly.offset) == (
        "runs-code",
        path.read_bytes().index(attribute("model_config", LAMBDA)),
    )
    path.write_bytes(bytes(range(256)) * (before // 256) + plain[:-9])
    with pytest.raises(FormatError, match="truncated") as caught:
        read_header(path)
    assert caught.value.offset == path.stat().st_size


def test_bytes_before_a_network_have_a_length_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "m.h5").write_bytes(bytes(700) + hdf5())
    with pytest.raises(FormatError, match="it does not begin as HDF5 files do"):
        read_header(tmp_path / "m.h5")


def test_a_configuration_that_is_no_json_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "m.h5").write_bytes(hdf5(attribute=attribute("model_config", b"{Lambda")))
    for path in (tmp_path / "m.h5", keras_file(tmp_path / "m.keras", config=b"{Lambda")):
        with pytest.raises(FormatError, match=r"keras: (model_config|config\.json) is not JSON"):
            read_header(path)


def test_what_runs_is_told_though_the_data_sets_are_not_read(tmp_path: Path) -> None:
    root = header_2((0x0C, attribute("model_config", LAMBDA)), DENSE_GROUP)
    (tmp_path / "m.h5").write_bytes(hdf5_new(root))
    header = read_header(tmp_path / "m.h5")
    assert (header.format, [one.code for one in header.anomalies]) == ("keras-hdf5", ["runs-code"])
    assert header.unread


def test_data_in_other_files_is_told_and_a_shared_type_is_not_passed_over(tmp_path: Path) -> None:
    def root(at: int) -> bytes:
        return header_2((0x06, link("w", at)))

    data = header_2((0x01, space((4,), version=2)), (0x03, F32), (0x07, bytes(16)))
    committed = bytearray(data)
    # The flags of the second message, whose number and size come before them.
    committed[data.index(bytes([0x03, len(F32), 0, 0])) + 3] = 2
    for raw, is_read in ((data, True), (bytes(committed), False)):
        (tmp_path / "m.h5").write_bytes(hdf5_new(root(48 + len(root(0))), raw))
        header = read_header(tmp_path / "m.h5")
        assert [one.code for one in header.anomalies] == ["external-data-outside"]
        assert (header.n_parameters, header.unread == "") == ((4, True) if is_read else (0, False))


def test_what_is_odd_in_the_weights_of_an_archive_has_its_place_in_the_archive(tmp_path: Path) -> None:
    data = header_2((0x01, space((4,), version=2)), (0x03, F32), (0x07, bytes(16)))
    at = 48 + len(header_2((0x06, link("w", 0))))
    path = keras_file(tmp_path / "m.keras", weights=hdf5_new(header_2((0x06, link("w", at))), data))
    (anomaly,) = read_header(path).anomalies
    assert (anomaly.code, anomaly.offset) == ("external-data-outside", path.read_bytes().index(data))


def test_a_layout_that_is_not_read_leaves_the_model_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "m.h5").write_bytes(DENSE)
    for path in (tmp_path / "m.h5", keras_file(tmp_path / "m.keras", weights=DENSE)):
        header = read_header(path)
        assert (header.role, header.n_tensors) == (FileRole.WEIGHTS, 0)
        assert "in a heap of their own, which is not read" in header.unread


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("m.h5", b"\x00\x01\xff", "hdf5: it does not begin as HDF5 files do"),
        ("m.keras", zipped({"config.json": b"{}", "metadata.json": b"{}"}), "model.weights.h5 is missing"),
        ("m.keras", zipped({"config.json": b"{}"}), "keras: not a keras file"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, name: str, raw: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(FormatError, match=message):
        read_header(tmp_path / name)


@pytest.mark.parametrize(
    ("left_out", "what"),
    [
        ("metadata.json", None),
        ("config.json", "config.json is missing"),
        ("model.weights.h5", "h5 is missing"),
    ],
)
def test_an_archive_that_is_read_by_its_name_may_lack_any_member(
    tmp_path: Path, left_out: str, what: str | None
) -> None:
    members = {"config.json": b"{}", "metadata.json": b"{}", "model.weights.h5": hdf5()}
    # What stands before an archive keeps it from being told by its first bytes.
    raw = b"\0\0" + zipped({name: data for name, data in members.items() if name != left_out})
    (tmp_path / "m.keras").write_bytes(raw)
    if what is None:
        header = read_header(tmp_path / "m.keras")
        assert (header.format, header.version, header.n_parameters) == ("keras", "", 40)
        return
    with pytest.raises(FormatError, match=what):
        read_header(tmp_path / "m.keras")


def test_weights_that_are_packed_or_broken_name_the_member(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="compressed, which Keras never does"):
        read_header(keras_file(tmp_path / "m.keras", method=zipfile.ZIP_DEFLATED))
    path = keras_file(tmp_path / "n.keras", weights=MAGIC + b"\x09" + bytes(99))
    with pytest.raises(FormatError, match=r"keras: model.weights.h5: hdf5: superblock version 9") as caught:
        read_header(path)
    assert path.read_bytes()[caught.value.offset or 0] == 9


def test_a_configuration_that_is_there_twice_is_told(tmp_path: Path) -> None:
    path = keras_file(tmp_path / "m.keras")
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("config.json", b"{}")
    assert [one.code for one in read_header(path).anomalies] == ["repeated-member"]
