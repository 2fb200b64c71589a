"""Names that pickles import and that were looked at: making and filling them runs no code of a stranger's.

A name counts under every module of its library that the pattern beside it allows: classes move between
versions, and what another module has by the same name is the same class. From protocol 4 on a name may be a
path through whatever a module imports for itself (``subprocess.Popen``); such a one is in no list.

Source:
    PyTorch, torch/_weights_only_unpickler.py (what weights need) and torch/_utils.py; the names that pickle
    writes for objects of Python's standard library, NumPy, SciPy, pandas, Polars and PyArrow.
"""

import re
from dataclasses import dataclass
from typing import Final

from auditor.formats.pickle_values import Global


@dataclass(frozen=True, slots=True)
class Known:
    """Names of one library.

    Attributes:
        modules: Those under which they count.
        names: The names.
    """

    modules: re.Pattern[str]
    names: frozenset[str]


def known(modules: str, names: str) -> Known:
    """Return names of a library; the pattern is of whole modules, the names are parted by blanks."""
    return Known(re.compile(modules, re.ASCII), frozenset(names.split()))


def is_in(libraries: tuple[Known, ...], one: Global) -> bool:
    """Say whether one of the libraries has it in its list."""
    return any(one.name in library.names and library.modules.fullmatch(one.module) for library in libraries)


SCIPY: Final = known(
    r"scipy\.sparse(?:\.\w+)*",
    """bsr_array bsr_matrix coo_array coo_matrix csc_array csc_matrix csr_array csr_matrix dia_array
    dia_matrix dok_array dok_matrix lil_array lil_matrix""",
)

_WEIGHTS: Final = (
    known(
        r"torch\._utils",
        """_rebuild_device_tensor_from_cpu_tensor _rebuild_device_tensor_from_numpy
        _rebuild_meta_tensor_no_storage _rebuild_nested_tensor _rebuild_parameter
        _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_csr_tensor _rebuild_sparse_tensor
        _rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_wrapper_subclass
        _rebuild_xla_tensor""",
    ),
    known(r"torch\._tensor", "_rebuild_from_type_v2"),
    known(
        r"torch(?:\.storage|\.cuda)?",
        """BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage
        DoubleStorage FloatStorage HalfStorage IntStorage LongStorage QInt32Storage QInt8Storage
        QUInt2x4Storage QUInt4x2Storage QUInt8Storage ShortStorage TypedStorage UntypedStorage
        _LegacyStorage _TypedStorage _UntypedStorage""",
    ),
    known(
        r"torch",
        """Size Tensor bfloat16 bits16 bits1x8 bits2x4 bits4x2 bits8 bool cdouble cfloat chalf channels_last
        channels_last_3d complex128 complex32 complex64 contiguous_format device double float float16
        float32 float4_e2m1fn_x2 float64 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz
        float8_e8m0fnu half int int1 int16 int2 int3 int32 int4 int5 int6 int64 int7 int8 long
        per_channel_affine per_channel_affine_float_qparams per_channel_symmetric per_tensor_affine
        per_tensor_symmetric preserve_format qint32 qint8 quint2x4 quint4x2 quint8 short sparse_bsc
        sparse_bsr sparse_coo sparse_csc sparse_csr strided uint1 uint16 uint2 uint3 uint32 uint4 uint5
        uint6 uint64 uint7 uint8""",
    ),
    known(r"torch\.serialization", "_get_layout"),
    known(r"torch\.nn\.parameter", "Buffer Parameter"),
    known(
        r"torch\.jit\._pickle",
        """build_boollist build_doublelist build_intlist build_tensor_from_id build_tensorlist
        restore_type_tag""",
    ),
    known(r"collections", "Counter OrderedDict defaultdict"),
    known(r"_codecs", "encode"),
    known(r"numpy\._?core\.multiarray", "_reconstruct scalar"),
    known(r"numpy", "dtype ndarray"),
    known(
        r"numpy\.dtypes",
        """BoolDType ByteDType BytesDType CLongDoubleDType Complex128DType Complex64DType DateTime64DType
        Float16DType Float32DType Float64DType Int16DType Int32DType Int64DType Int8DType IntDType LongDType
        LongDoubleDType LongLongDType ObjectDType ShortDType StrDType StringDType TimeDelta64DType
        UByteDType UInt16DType UInt32DType UInt64DType UInt8DType UIntDType ULongDType ULongLongDType
        UShortDType VoidDType""",
    ),
    known(r"builtins|__builtin__", "bytearray complex dict float frozenset int list range set slice tuple"),
    known(r"pathlib(?:\._local)?", "Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath"),
    known(r"argparse", "Namespace"),
    known(r"datetime", "date datetime time timedelta timezone tzinfo"),
)

_PLAIN: Final = (
    known(
        r"builtins|__builtin__|exceptions",
        "object str bytes bool long unicode xrange Ellipsis NotImplemented",
    ),
    known(r"copyreg|copy_reg", "_reconstructor"),
    known(r"collections", "ChainMap UserDict UserList deque"),
    known(r"decimal", "Context Decimal"),
    known(r"fractions", "Fraction"),
    known(r"uuid", "SafeUUID UUID"),
    known(r"array", "_array_reconstructor array"),
    known(r"re", "RegexFlag _compile compile"),
    # What it would call stands beside it, and is judged there.
    known(r"functools", "partial"),
    known(r"zoneinfo(?:\._common)?", "ZoneInfo ZoneInfo._unpickle"),
    known(r"random", "Random"),
    known(r"string", "Template"),
    known(r"statistics", "NormalDist"),
    known(r"time", "struct_time"),
    known(r"pytz", "_UTC _p"),
    known(r"dateutil\.tz(?:\.tz)?", "tzfile tzlocal tzoffset tzrange tzstr tzutc"),
    known(r"ipaddress", "IPv4Address IPv4Interface IPv4Network IPv6Address IPv6Interface IPv6Network"),
    known(r"types", "MappingProxyType SimpleNamespace"),
    known(r"numpy\._?core\.numeric", "_frombuffer"),
    known(
        r"numpy\.random(?:\.\w+)*",
        """Generator MT19937 PCG64 PCG64DXSM Philox RandomState SFC64 SeedSequence __bit_generator_ctor
        __generator_ctor __pyx_unpickle_SeedSequence __pyx_unpickle_SeedlessSeedSequence
        __randomstate_ctor""",
    ),
    known(r"numpy\.ma(?:\.core)?", "MaskedArray _mareconstruct"),
    known(
        r"numpy",
        """bool bool_ bytes_ clongdouble complex128 complex256 complex64 complex_ datetime64 float128
        float16 float32 float64 float_ int16 int32 int64 int8 int_ intc longdouble longlong matrix object_
        recarray record str_ string_ timedelta64 uint16 uint32 uint64 uint8 uintc ulonglong unicode_
        void""",
    ),
    known(r"numpy\.rec|numpy\._?core\.records", "recarray record"),
    SCIPY,
    known(
        r"pandas(?:\.(?:core|_libs|arrays|indexes|tseries)(?:\.\w+)*)?",
        """ArrowDtype ArrowExtensionArray ArrowStringArray ArrowStringArrayNumpySemantics BDay BMonthBegin
        BMonthEnd BQuarterBegin BQuarterEnd BYearBegin BYearEnd Block BlockIndex BlockManager BlockPlacement
        BoolBlock BooleanArray BooleanDtype BusinessDay BusinessHour BusinessMonthBegin BusinessMonthEnd
        Categorical CategoricalBlock CategoricalDtype CategoricalIndex ComplexBlock CustomBusinessDay
        CustomBusinessHour CustomBusinessMonthBegin CustomBusinessMonthEnd DataFrame DateOffset
        DatetimeArray DatetimeBlock DatetimeIndex DatetimeLikeBlock DatetimeTZBlock DatetimeTZDtype Day
        Easter ExtensionBlock FY5253 FY5253Quarter Flags Float32Dtype Float64Dtype Float64Index FloatBlock
        FloatingArray FrozenList FrozenNDArray Hour Index Int16Dtype Int32Dtype Int64Dtype Int64Index
        Int8Dtype IntBlock IntIndex IntegerArray Interval IntervalArray IntervalDtype IntervalIndex
        LastWeekOfMonth Micro Milli Minute MonthBegin MonthEnd MultiIndex NA NAType
        NDArrayBackedExtensionBlock NaTType Nano NumericBlock NumpyBlock NumpyEADtype NumpyExtensionArray
        ObjectBlock PandasArray PandasDtype Period PeriodArray PeriodDtype PeriodIndex QuarterBegin
        QuarterEnd RangeIndex Second SemiMonthBegin SemiMonthEnd Series SingleBlockManager SparseArray
        SparseDtype StringArray StringDtype TimeDeltaBlock Timedelta TimedeltaArray TimedeltaIndex Timestamp
        UInt16Dtype UInt32Dtype UInt64Dtype UInt64Index UInt8Dtype Week WeekOfMonth YearBegin YearEnd
        __pyx_unpickle_BlockPlacement __pyx_unpickle_IntervalMixin __pyx_unpickle_NAType
        __pyx_unpickle_NDArrayBacked _from_ordinal _internal_get_dtype _nat_unpickle _new_DatetimeIndex
        _new_Index _new_PeriodIndex _period_unpickle _timedelta_unpickle _timestamp_unpickle _unpickle_block
        _unpickle_timestamp new_block""",
    ),
    known(r"polars(?:\.\w+)*", "DataFrame Series"),
    known(
        r"pyarrow\.lib",
        """DataType Field KeyValueMetadata Schema _reconstruct_record_batch _reconstruct_table
        _restore_array chunked_array field py_buffer schema type_for_alias""",
    ),
)
# Whatever is called so among the built-in names is an exception.
_EXCEPTION: Final = re.compile(r"[A-Z]\w*(?:Error|Exception|Warning)", re.ASCII)
_EXCEPTIONS_IN: Final = frozenset({"builtins", "__builtin__", "exceptions"})


def is_of_weights(one: Global) -> bool:
    """Say whether it is what tensors, and the containers around them, are made of."""
    return is_in(_WEIGHTS, one)


def is_of_data(one: Global) -> bool:
    """Say whether it is what numbers, texts, dates and tables are made of, beside what weights are."""
    return is_in(_PLAIN, one) or (one.module in _EXCEPTIONS_IN and _EXCEPTION.fullmatch(one.name) is not None)
