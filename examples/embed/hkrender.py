# SPDX-License-Identifier: Apache-2.0
"""The library from Python, through ctypes: no compiler and no package is needed. Copy it, and take
from it what you need.

    import hkrender
    with hkrender.Context() as context:
        result = context.render("overlays/production")
        print(result.bytes.decode())

The library is libhkrender.so.0 as the system finds it, or the path in $HKRENDER_LIBRARY.
"""
import ctypes
import os
from ctypes import POINTER, byref, c_char, c_char_p, c_int, c_size_t, c_uint32, c_void_p

OK = 0  # enum hkr_status
WARNING, ERROR = 1, 2  # enum hkr_severity
KINDS = ["", "added", "removed", "changed", "moved"]  # enum hkr_change_kind
NULL = None


class Sized(ctypes.Structure):
    """A struct that begins with its own size, so that the library knows what the caller has."""

    def __init__(self, **fields):
        super().__init__(size=ctypes.sizeof(self), **fields)


class Span(ctypes.Structure):
    _fields_ = [("_file", c_char_p), ("line", c_uint32), ("column", c_uint32), ("length", c_uint32)]
    file = property(lambda self: self._file.decode(errors="replace"))

    def __str__(self):
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diag(ctypes.Structure):
    """One message; see struct hkr_diag."""

    message = property(lambda self: self._message.decode(errors="replace"))
    mend = property(lambda self: self._mend and self._mend.decode(errors="replace"))
    id = property(lambda self: f"HK{self.code}")


Diag._fields_ = [("code", c_uint32), ("severity", c_int), ("_message", c_char_p),
                 ("_mend", c_char_p), ("_subject", c_char_p), ("at", Span),
                 ("_line_text", c_char_p), ("_via", POINTER(Diag)), ("_related", POINTER(Diag))]


class Object(Sized):
    """One object of the output; see struct hkr_object."""

    _fields_ = [("size", c_size_t), ("_api_version", c_char_p), ("_kind", c_char_p),
                ("_name", c_char_p), ("_ns", c_char_p), ("cluster_scoped", c_int),
                ("_bytes", c_void_p), ("_n_bytes", c_size_t), ("_origin", c_char_p),
                ("line", c_uint32)]
    api_version = property(lambda self: self._api_version.decode())
    kind = property(lambda self: self._kind.decode())
    name = property(lambda self: self._name.decode())
    namespace = property(lambda self: self._ns.decode())
    origin = property(lambda self: self._origin.decode(errors="replace"))
    bytes = property(lambda self: ctypes.string_at(self._bytes, self._n_bytes))


def text(pointer):
    return None if pointer is None else pointer.decode(errors="replace")


class Side(Sized):
    """One side of a comparison; see struct hkr_side."""

    _fields_ = [("size", c_size_t), ("fs", c_void_p), ("path", c_char_p), ("bytes", c_char_p),
                ("n_bytes", c_size_t), ("name", c_char_p)]


class Comparison(Sized):
    _fields_ = [("size", c_size_t), ("_before_name", c_char_p), ("_after_name", c_char_p),
                ("before_status", c_int), ("after_status", c_int), ("before_present", c_int),
                ("after_present", c_int), ("n_before_diags", c_size_t), ("same", c_int),
                ("n_objects_before", c_size_t), ("n_objects_after", c_size_t),
                ("n_changes", c_size_t), ("_digest_before", c_char * 65),
                ("_digest_after", c_char * 65)]


class ObjectChange(Sized):
    """An object that was added, removed or changed; see struct hkr_object_change."""

    _fields_ = [("size", c_size_t), ("_kind", c_int), ("_api_version", c_char_p),
                ("_object_kind", c_char_p), ("_ns", c_char_p), ("_name", c_char_p),
                ("pairing", c_int), ("_before_name", c_char_p), ("_before_ns", c_char_p),
                ("_before_text", c_char_p), ("_after_text", c_char_p), ("before_at", Span),
                ("after_at", Span), ("_n_fields", c_size_t), ("_n_dangers", c_size_t),
                ("only_references", c_int)]
    kind = property(lambda self: KINDS[self._kind])
    object_kind = property(lambda self: text(self._object_kind))
    namespace = property(lambda self: text(self._ns))
    name = property(lambda self: text(self._name))


class FieldChange(Sized):
    """One field of a changed object; see struct hkr_field_change."""

    _fields_ = [("size", c_size_t), ("_kind", c_int), ("_path", c_char_p), ("_before", c_char_p),
                ("_after", c_char_p), ("before_at", Span), ("after_at", Span), ("is_image", c_int),
                ("is_reference", c_int)]
    kind = property(lambda self: KINDS[self._kind])
    path = property(lambda self: text(self._path))
    before = property(lambda self: text(self._before))
    after = property(lambda self: text(self._after))


class Danger(Sized):
    _fields_ = [("size", c_size_t), ("kind", c_int), ("_message", c_char_p), ("_path", c_char_p)]
    message = property(lambda self: text(self._message))
    path = property(lambda self: text(self._path))


class ExplainOptions(Sized):
    _fields_ = [("size", c_size_t), ("render", c_void_p), ("object", c_char_p), ("ns", c_char_p),
                ("field", c_char_p)]


class Field(Sized):
    """A field of an explained object; see struct hkr_field."""

    _fields_ = [("size", c_size_t), ("_path", c_char_p), ("_n_values", c_size_t)]
    path = property(lambda self: text(self._path))


class FieldValue(Sized):
    """A value that a field had, and what set it; see struct hkr_field_value."""

    _fields_ = [("size", c_size_t), ("type", c_int), ("hidden", c_int), ("_text", c_void_p),
                ("_n_text", c_size_t), ("at", Span), ("step", c_int), ("_entry", c_char_p),
                ("entry_at", Span), ("_detail", c_char_p), ("_via", c_void_p)]
    text = property(lambda self: text(ctypes.string_at(self._text, self._n_text)))
    entry = property(lambda self: text(self._entry))
    detail = property(lambda self: text(self._detail))


class ContextOptions(Sized):
    _fields_ = [("size", c_size_t), ("allocator", c_void_p), ("fs", c_void_p),
                ("limits", c_void_p), ("cancel", c_void_p)]


# name: (what it returns, what it takes). A pointer that is not declared would be cut to an int.
FUNCTIONS = {
    "hkr_status_name": (c_char_p, [c_int]),
    "hkr_version": (c_char_p, []),
    "hkr_fs_new_memory": (c_int, [c_void_p, POINTER(c_void_p)]),
    "hkr_fs_memory_add": (c_int, [c_void_p, c_char_p, c_char_p, c_size_t]),
    "hkr_fs_free": (None, [c_void_p]),
    "hkr_ctx_new": (c_int, [POINTER(ContextOptions), POINTER(c_void_p)]),
    "hkr_ctx_free": (None, [c_void_p]),
    "hkr_render": (c_int, [c_void_p, c_char_p, c_void_p, POINTER(c_void_p)]),
    "hkr_render_many": (c_int, [c_void_p, POINTER(c_char_p), c_size_t, c_void_p, c_void_p,
                                POINTER(c_void_p)]),
    "hkr_find_roots": (c_int, [c_void_p, c_void_p, c_char_p, POINTER(c_void_p)]),
    "hkr_compare_many": (c_int, [c_void_p, POINTER(Side), POINTER(Side), c_size_t, c_void_p,
                                 c_void_p, POINTER(c_void_p)]),
    "hkr_explain": (c_int, [c_void_p, c_char_p, POINTER(ExplainOptions), POINTER(c_void_p)]),
    "hkr_result_n_fields": (c_size_t, [c_void_p]),
    "hkr_result_field": (c_int, [c_void_p, c_size_t, POINTER(Field)]),
    "hkr_result_field_value": (c_int, [c_void_p, c_size_t, c_size_t, POINTER(FieldValue)]),
    "hkr_git_open": (c_int, [c_void_p, c_char_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p)]),
    "hkr_git_free": (None, [c_void_p]),
    "hkr_git_fs": (c_int, [c_void_p, c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)]),
    "hkr_git_merge_base": (c_int, [c_void_p, c_void_p, c_char_p, c_char_p, POINTER(c_void_p)]),
    "hkr_result_revision": (c_char_p, [c_void_p]),
    "hkr_compare": (c_int, [c_void_p, POINTER(Side), POINTER(Side), c_void_p, POINTER(c_void_p)]),
    "hkr_result_comparison": (c_int, [c_void_p, POINTER(Comparison)]),
    "hkr_result_object_change": (c_int, [c_void_p, c_size_t, POINTER(ObjectChange)]),
    "hkr_result_field_change": (c_int, [c_void_p, c_size_t, c_size_t, POINTER(FieldChange)]),
    "hkr_result_danger": (c_int, [c_void_p, c_size_t, c_size_t, POINTER(Danger)]),
    "hkr_result_status": (c_int, [c_void_p]),
    "hkr_result_free": (None, [c_void_p]),
    "hkr_result_bytes": (c_void_p, [c_void_p]),
    "hkr_result_size": (c_size_t, [c_void_p]),
    "hkr_result_n_objects": (c_size_t, [c_void_p]),
    "hkr_result_object": (c_int, [c_void_p, c_size_t, POINTER(Object)]),
    "hkr_result_n_diags": (c_size_t, [c_void_p]),
    "hkr_result_diag": (POINTER(Diag), [c_void_p, c_size_t]),
    "hkr_result_n_roots": (c_size_t, [c_void_p]),
    "hkr_result_root": (c_char_p, [c_void_p, c_size_t]),
}


def load():
    library = ctypes.CDLL(os.environ.get("HKRENDER_LIBRARY", "libhkrender.so.0"))
    for name, (returns, takes) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = returns, takes
    return library


lib = load()


def check(status):
    """For what is not the manifests' fault: out of memory, or a mistake of the program."""
    if status != OK:
        raise RuntimeError(lib.hkr_status_name(status).decode())


def check_memory(status):
    """For calls with many results: each has its own status, but without memory there are none."""
    if status in (19, 21):  # HKR_E_NOMEM, HKR_E_USAGE
        check(status)


def side(what):
    return what if isinstance(what, Side) else Side(path=os.fsencode(what))


class Handle:
    """Something of the library that is freed when it goes."""

    free = None

    def __init__(self, pointer):
        self.pointer = pointer

    def close(self):
        pointer, self.pointer = self.pointer, None
        if pointer:
            getattr(lib, self.free)(pointer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    __del__ = close


class Result(Handle):
    """What a call came to: bytes, objects, diagnostics, roots. They are read while it lives."""

    free = "hkr_result_free"

    def __init__(self, status, pointer):
        super().__init__(pointer)
        if not pointer:
            check(status)
        self.ok = status == OK

    @property
    def bytes(self):
        return ctypes.string_at(lib.hkr_result_bytes(self.pointer), lib.hkr_result_size(self.pointer))

    @property
    def diags(self):
        return [lib.hkr_result_diag(self.pointer, i).contents
                for i in range(lib.hkr_result_n_diags(self.pointer))]

    def fill(self, kind, n, function, *indices):
        """What @function has at each index below @n."""
        all_of_them = [kind() for _ in range(n)]
        for i, one in enumerate(all_of_them):
            check(function(self.pointer, *indices, i, byref(one)))
        return all_of_them

    @property
    def objects(self):
        return self.fill(Object, lib.hkr_result_n_objects(self.pointer), lib.hkr_result_object)

    @property
    def explained(self):
        """The fields of the object that was asked for, each with its values, oldest first."""
        fields = self.fill(Field, lib.hkr_result_n_fields(self.pointer), lib.hkr_result_field)
        for i, one in enumerate(fields):
            one.values = self.fill(FieldValue, one._n_values, lib.hkr_result_field_value, i)
        return fields

    @property
    def revision(self):
        return lib.hkr_result_revision(self.pointer).decode()

    @property
    def comparison(self):
        one = Comparison()
        check(lib.hkr_result_comparison(self.pointer, byref(one)))
        return one

    @property
    def changes(self):
        """The changed objects, each with its fields and dangers."""
        changes = self.fill(ObjectChange, self.comparison.n_changes, lib.hkr_result_object_change)
        for i, one in enumerate(changes):
            one.fields = self.fill(FieldChange, one._n_fields, lib.hkr_result_field_change, i)
            one.dangers = self.fill(Danger, one._n_dangers, lib.hkr_result_danger, i)
        return changes

    @property
    def roots(self):
        return [os.fsdecode(lib.hkr_result_root(self.pointer, i))
                for i in range(lib.hkr_result_n_roots(self.pointer))]


class MemoryFiles(Handle):
    """A tree of files in memory: a dict of absolute paths and bytes."""

    free = "hkr_fs_free"

    def __init__(self, files):
        pointer = c_void_p()
        check(lib.hkr_fs_new_memory(NULL, byref(pointer)))
        super().__init__(pointer.value)
        for path, content in files.items():
            check(lib.hkr_fs_memory_add(self.pointer, os.fsencode(path), content, len(content)))


class Context(Handle):
    """What renders share: a file is read once for all of them. One thread at a time."""

    free = "hkr_ctx_free"

    def __init__(self, files=None):
        self.files = files  # lives as long as this does
        self.git, self.revisions = None, []
        pointer = c_void_p()
        options = ContextOptions(fs=files.pointer if files else NULL)
        check(lib.hkr_ctx_new(byref(options), byref(pointer)))
        super().__init__(pointer.value)

    def render(self, root):
        pointer = c_void_p()
        status = lib.hkr_render(self.pointer, os.fsencode(root), NULL, byref(pointer))
        return Result(status, pointer.value)

    def render_many(self, roots):
        """All of them at once, with as many threads as there are processors."""
        names = (c_char_p * len(roots))(*map(os.fsencode, roots))
        pointers = (c_void_p * len(roots))()
        check_memory(lib.hkr_render_many(self.pointer, names, len(roots), NULL, NULL, pointers))
        return [Result(lib.hkr_result_status(p), p) for p in pointers]

    def find_roots(self, directory, files=None):
        """Below a directory of @files (a revision), or of what the context reads."""
        pointer = c_void_p()
        status = lib.hkr_find_roots(self.pointer, files, os.fsencode(directory), byref(pointer))
        return Result(status, pointer.value)

    def compare(self, before, after):
        """Two directories, or files of objects; or sides."""
        return self.compare_many([(before, after)])[0]

    def compare_many(self, pairs):
        sides = [(Side * len(pairs))(*map(side, column)) for column in zip(*pairs)]
        pointers = (c_void_p * len(pairs))()
        if pairs:
            check_memory(lib.hkr_compare_many(self.pointer, *sides, len(pairs), NULL, NULL, pointers))
        return [Result(lib.hkr_result_status(p), p) for p in pointers]

    def explain(self, root, what, field=None):
        """Of the object @what ("Deployment/web"), all fields or @field and what is below it."""
        pointer = c_void_p()
        options = ExplainOptions(object=what.encode(), field=field and field.encode())
        status = lib.hkr_explain(self.pointer, os.fsencode(root), byref(options), byref(pointer))
        return Result(status, pointer.value)

    def open_git(self, directory):
        """The repository that @directory lies in, for the revisions below."""
        git, pointer = c_void_p(), c_void_p()
        status = lib.hkr_git_open(self.pointer, os.fsencode(directory), NULL, byref(git), byref(pointer))
        self.git = git.value
        return Result(status, pointer.value)

    def merge_base(self, one, two):
        """Where both parted: the revision of the result."""
        pointer = c_void_p()
        status = lib.hkr_git_merge_base(self.pointer, self.git, one.encode(), two.encode(), byref(pointer))
        return Result(status, pointer.value)

    def revision(self, name):
        """(result, files): a revision as files, which stand where the work tree does."""
        files, pointer = c_void_p(), c_void_p()
        status = lib.hkr_git_fs(self.pointer, self.git, name.encode(), byref(files), byref(pointer))
        if status == OK:
            self.revisions.append(files.value)
        return Result(status, pointer.value), files.value

    def close(self):
        """In this order: nothing outlives what it was made of."""
        super().close()
        while self.revisions:
            lib.hkr_fs_free(self.revisions.pop())
        git, self.git = self.git, None
        lib.hkr_git_free(git)

    __del__ = close
