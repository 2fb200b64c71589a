"""Keras: networks in HDF5 files, and archives of a configuration and such a file.

Source:
    Keras 3, saving/saving_lib.py (members of .keras, groups of .weights.h5) and
    legacy/saving/legacy_h5_format.py (groups and attributes of .h5).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.errors import FormatError
from auditor.formats import hdf5, zip_archive
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.hdf5 import Contents
from auditor.formats.hdf5_attributes import attributes_in, text_of
from auditor.formats.hdf5_messages import UnreadLayoutError
from auditor.formats.keras_config import code_in
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.slice import slice_of
from auditor.formats.text import cleaned
from auditor.formats.unread import unread_header
from auditor.formats.zip_archive import Archive

_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
# Parsed it takes some thirty times as much; those of large networks have some hundred kilobytes.
_MAX_CONFIG_BYTES: Final = 4 * 1024 * 1024

# Attributes of the root group of what Keras writes, and those that it makes objects of.
_KERAS_ATTRIBUTES: Final = frozenset({"keras_version", "layer_names", "model_config", "training_config"})
_CONFIGURATIONS: Final = frozenset({"model_config", "training_config"})
_VERSION: Final = re.compile(rb'"keras_version"\s*:\s*"([0-9][\w.+-]{0,30})"')

# What training keeps beside the weights: not a part of the network.
_TRAINING: Final = re.compile(r"(?:_?optimizer|optimizer_weights|metrics|loss_tracker)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Hdf5Format:
    """Reads shapes and types of data sets; of what they are for, only that training needs some."""

    name: str = "hdf5"
    suffixes: tuple[str, ...] = (".h5", ".hdf5")

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        return file.head.startswith(hdf5.MAGIC)

    def read_header(self, file: RandomAccess) -> Header:
        """Read which data sets there are.

        Raises:
            FormatError: truncated, or any other breach of the format.
        """
        begin = hdf5.begin_of(file)
        if begin is None:
            raise FormatError("hdf5: it does not begin as HDF5 files do", offset=0)
        if begin == 0:
            return self._read(file)
        # Its addresses count from there.
        try:
            header = self._read(slice_of(file, file.name, begin, file.size - begin))
        except FormatError as error:
            raise FormatError(error.message, offset=begin + (error.offset or 0)) from error
        return replace(header, anomalies=_shifted(header.anomalies, begin))

    def _read(self, file: RandomAccess) -> Header:
        kind = "keras-hdf5" if file.name.endswith(".weights.h5") else self.name
        notes: list[Anomaly] = []
        try:
            attributes = attributes_in(hdf5.root_messages(file))
            kind = "keras-hdf5" if attributes.keys() & _KERAS_ATTRIBUTES else kind
            for name in sorted(_CONFIGURATIONS & attributes.keys()):
                notes += code_in(text_of(file, attributes[name]), name, attributes[name].at)
            contents = hdf5.read_contents(file)
        except UnreadLayoutError as error:
            return unread_header(file, kind, why=error.message, anomalies=tuple(notes))
        return _header(file, kind, str(contents.version), contents, tuple(notes))


@dataclass(frozen=True, slots=True)
class KerasFormat:
    """Reads the HDF5 file in the archive where it lies; the configuration is parsed, never loaded."""

    name: str = "keras"
    suffixes: tuple[str, ...] = (".keras",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        return {_CONFIG, _METADATA} <= zip_archive.members_of(file)

    def read_header(self, file: RandomAccess) -> Header:
        """Read which data sets the weights have.

        Raises:
            FormatError: a member is missing or compressed, or any other breach of the format.
        """
        archive = zip_archive.read_archive(file)
        # By its name it is read as one of these, whatever is in it.
        for name in (_CONFIG, _WEIGHTS):
            if name not in archive.members:
                raise FormatError(f"keras: {name} is missing from the archive", offset=0)
        config = archive.members[_CONFIG]
        notes = code_in(archive.read(config, _MAX_CONFIG_BYTES), _CONFIG, config.offset) + archive.anomalies
        version = _version(archive)
        try:
            contents = _weights(archive)
        except UnreadLayoutError as error:
            return unread_header(file, self.name, why=error.message, anomalies=notes)
        return _header(file, self.name, version, contents, notes)


def _version(archive: Archive) -> str:
    member = archive.members.get(_METADATA)
    found = _VERSION.search(archive.read(member, _MAX_CONFIG_BYTES)) if member else None
    return found[1].decode("ascii") if found else ""


def _weights(archive: Archive) -> Contents:
    member = archive.members[_WEIGHTS]
    begin = archive.data_offset(member)
    if member.is_encrypted or member.method or member.size != member.packed_size:
        state = "encrypted" if member.is_encrypted else "compressed, which Keras never does"
        raise FormatError(f"keras: {_WEIGHTS} is {state}", offset=begin)
    try:
        contents = hdf5.read_contents(slice_of(archive.file, _WEIGHTS, begin, member.size))
    except UnreadLayoutError:
        raise
    except FormatError as error:
        offset = begin + (error.offset or 0)
        raise FormatError(f"keras: {_WEIGHTS}: {error.message}", offset=offset) from error
    return replace(contents, anomalies=list(_shifted(contents.anomalies, begin)))


def _shifted(anomalies: Iterable[Anomaly], begin: int) -> tuple[Anomaly, ...]:
    """Return anomalies of a part of a file with their places in the whole."""
    return tuple(replace(one, offset=begin + one.offset) for one in anomalies)


def _header(
    file: RandomAccess, kind: str, version: str, contents: Contents, notes: tuple[Anomaly, ...]
) -> Header:
    if contents.unread:
        return unread_header(file, kind, why=contents.unread, anomalies=(*notes, *contents.anomalies))
    tensors = {name: one for name, one in contents.tensors.items() if not _TRAINING.match(name)}
    weights = count_weights({name.replace("/", "."): one for name, one in tensors.items()})
    return Header(
        format=kind,
        version=cleaned(version),
        sha256=hashlib.sha256(_described(contents.tensors).encode(errors="replace")).hexdigest(),
        n_tensors=len(tensors),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(one.dtype for one in tensors.values()).items())),
        quantization=weights.scheme,
        role=FileRole.WEIGHTS if tensors or notes else FileRole.OTHER,
        anomalies=(*notes, *contents.anomalies),
    )


def _described(tensors: Mapping[str, StoredTensor]) -> str:
    return repr([(name, one.dtype, one.shape) for name, one in tensors.items()])
