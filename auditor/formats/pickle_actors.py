"""Names that are known to act: they run code or commands, or reach files, the network or any object.

Whatever is neither here nor among the names that were looked at and are harmless (``pickle_names``,
``model_names``) is not known, which is another answer: most of it is a class that is only made and filled.

Source:
    Python's documentation of its standard library and of ``pickle`` (what to allow in ``find_class``); the
    loaders of the libraries below, which unpickle, build or fetch what they are given.
"""

import re
from typing import Final

from auditor.formats.pickle_names import is_in, is_of_data, is_of_weights, known
from auditor.formats.pickle_values import Global

# Modules of which everything acts that is not known to be data; what is below them too.
_ACTING: Final = """
_aix_support _ctypes _imp _io _osx_support _pickle _posixshmem _posixsubprocess _socket _sqlite3 _ssl
_thread _winapi antigravity asyncio asyncore atexit bdb cProfile cgi cgitb cloudpickle code codeop
commands compileall concurrent ctypes dbm dill dis distutils doctest ensurepip faulthandler filecmp
fileinput ftplib gc glob http idlelib imaplib imp importlib inspect io linecache lib2to3 logging.config
marshal mmap modulefinder msvcrt multiprocessing netrc nntplib nt ntpath os pdb pickle pip pipes pkgutil
platform poplib popen2 posix posixpath profile pty py_compile pydoc readline resource runpy sched select
selectors shelve shutil signal site smtpd smtplib socket socketserver sqlite3 ssl subprocess sys
sysconfig tarfile telnetlib tempfile test threading timeit tkinter trace tracemalloc turtle unittest
urllib urllib2 venv webbrowser winreg wsgiref xmlrpc zipapp zipfile zipimport IPython aiohttp anyio boto3
botocore fabric fsspec httpx invoke jsonpickle numpy.ctypeslib numpy.distutils numpy.f2py numpy.testing
paramiko pexpect pkg_resources plumbum psutil pyautogui requests setuptools sh smart_open
torch.distributed.elastic torch.distributed.run torch.distributed.launch torch.hub torch.multiprocessing
torch.package torch.utils.cpp_extension torch.utils.bottleneck torch.utils.collect_env urllib3 uvicorn
yaml
"""
_MODULES: Final = frozenset(_ACTING.split())
_NAMES: Final = (
    known(
        r"builtins|__builtin__",
        """__build_class__ __import__ __loader__ __spec__ apply breakpoint compile delattr eval exec execfile
        exit file getattr globals help input locals open quit raw_input reload setattr vars""",
    ),
    known(r"operator|_operator", "attrgetter call methodcaller"),
    # What it calls stands beside it; what it is given may come from anywhere.
    known(r"functools|_functools", "reduce"),
    known(r"types", "CodeType FunctionType LambdaType MethodType ModuleType"),
    known(r"_?codecs", "open"),
    known(r"logging(?:\.\w+)*", "FileHandler HTTPHandler RotatingFileHandler SMTPHandler SocketHandler"),
    known(r"uuid", "_get_command_stdout _load_system_functions getnode"),
    known(r"torch(?:\.\w+)*", "_load _legacy_load compile load load_library"),
    known(r"torch\.jit(?:\.\w+)*", "CompilationUnit load script"),
    known(
        r"numpy(?:\.\w+)*",
        """DataSource fromfile fromregex genfromtxt load loadtxt memmap open_memmap runstring save savetxt
        savez savez_compressed tofile""",
    ),
    known(
        r"pandas(?:\.\w+)*",
        """ExcelFile ExcelWriter HDFStore eval get_handle read_clipboard read_csv read_excel read_feather
        read_fwf read_hdf read_html read_json read_orc read_parquet read_pickle read_sas read_spss read_sql
        read_sql_query read_sql_table read_stata read_table read_xml to_pickle""",
    ),
    known(r"pyarrow(?:\.\w+)*", "OSFile memory_map"),
    known(r"(?:sklearn\.externals\.)?joblib(?:\.\w+)*", "dump load"),
    known(
        r"(?:keras|tensorflow|tf_keras)(?:\.\w+)*",
        """Lambda deserialize_keras_object func_load get_file load_library load_model load_op_library
        numpy_function py_func py_function read_file write_file""",
    ),
    known(r"(?:transformers|diffusers|huggingface_hub)(?:\.\w+)*", "hf_hub_download snapshot_download"),
    known(r"mlflow(?:\.\w+)*", "load_model load_pyfunc"),
    known(r"numexpr(?:\.\w+)*", "evaluate"),
    known(r"sympy(?:\.\w+)*", "lambdify parse_expr sympify"),
)
_DUNDER: Final = re.compile(r"__\w+__", re.ASCII)
_CLASS: Final = re.compile(r"_*[A-Z]", re.ASCII)


def acts(one: Global) -> bool:
    """Say whether it is known to run code or commands, or to reach files, the network or any object."""
    if _is_harmless(one):
        return False
    return _is_below(one.module) or is_in(_NAMES, one) or _walks(one)


def _is_below(module: str) -> bool:
    """Say whether a module, or a package that it is in, is one of which everything acts."""
    parts = module.split(".")
    return any(".".join(parts[:n]) in _MODULES for n in range(1, len(parts) + 1))


def _walks(one: Global) -> bool:
    """Say whether the name is a path out of its module, through what that imports for itself.

    A class within a class is a path as well, and leads nowhere else.
    """
    *through, last = one.name.split(".")
    if not through:
        return False
    if any(_DUNDER.fullmatch(part) for part in (*through, last)):
        return True
    is_class = _is_harmless(Global(one.module, through[0])) or _CLASS.match(through[0])
    return not (is_class and all(_CLASS.match(part) for part in through[1:]))


def _is_harmless(one: Global) -> bool:
    return is_of_weights(one) or is_of_data(one)
