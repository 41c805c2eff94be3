"""Compiles generated C# with the real compiler, and runs it on the real .NET, for `cargo xtask interop languages`.

There is no .NET SDK here. The runtime is PyPI's dotnetcore2, the bridge is pythonnet. The compiler
(Roslyn 4.1) and a later System.Text.Json (6.0) come out of an npm package that ships them for a program
of its own; their assemblies take the place of the runtime's older ones. Roslyn needs OpenSSL 1.1 for its
hashes, which a wheel of psycopg2-binary ships.

What this cannot show: C# 11's `required` is newer than the compiler and is taken out before; micro-plumberd
and protobuf-net are stood in for by attributes without an effect.

Line protocol: one JSON request a line on stdin, one JSON answer a line on stdout.

    {"op": "versions"}                                     -> {"ok": true, "versions": {...}}
    {"op": "compile", "folder": "..."}                     -> {"ok": true, "types": ["Recording.V1.X", ...]}
    {"op": "roundtrip", "type": "Recording.V1.X", "json": "..."} -> {"ok": true, "json": "...", "id": "..."}
    {"op": "run", "source": "..."}                         -> {"ok": true, "output": "..."}
    {"op": "attribute", "type": "Recording.V1.X"}          -> {"ok": true, "category": "Recording"}

Whatever the compiler or .NET refuses answers {"ok": false, "error": "..."}.
"""

import json
import os
import pathlib
import re
import sys
import tempfile
from typing import Any


def with_openssl() -> None:
    """Starts again with OpenSSL 1.1 in the library path, which is read at the start of a process."""
    if "PLUMBERD_OPENSSL" in os.environ:
        return
    import psycopg2

    libraries = pathlib.Path(psycopg2.__file__).parent.parent / "psycopg2_binary.libs"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="openssl"))
    for library in [*libraries.glob("libssl-*"), *libraries.glob("libcrypto-*")]:
        (folder / library.name).symlink_to(library)
        if library.name.startswith("libssl-"):
            (folder / "libssl.so.1.1").symlink_to(library)
    path = [str(folder), *os.environ.get("LD_LIBRARY_PATH", "").split(":")]
    os.environ["LD_LIBRARY_PATH"] = ":".join(it for it in path if it)
    os.environ["PLUMBERD_OPENSSL"] = str(folder)
    os.execv(sys.executable, [sys.executable, *sys.argv])


with_openssl()
os.environ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"
os.environ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1"

import clr_loader  # noqa: E402
import dotnetcore2  # noqa: E402
from pythonnet import set_runtime  # noqa: E402

RUNTIME_CONFIG = {
    "runtimeOptions": {
        "tfm": "netcoreapp3.1",
        "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"},
        "configProperties": {"System.Globalization.Invariant": True},
    }
}
ASSEMBLIES = "TRUSTED_PLATFORM_ASSEMBLIES"

with tempfile.NamedTemporaryFile("w", suffix=".runtimeconfig.json", delete=False) as config:
    json.dump(RUNTIME_CONFIG, config)
root = pathlib.Path(dotnetcore2.__file__).parent / "bin"
runtime = clr_loader.get_coreclr(runtime_config=config.name, dotnet_root=str(root))
os.unlink(config.name)
newer = {
    path.name: str(path)
    for path in pathlib.Path(sys.argv[1]).resolve().glob("*.dll")
    if path.name.startswith(("System.", "Microsoft.CodeAnalysis", "Microsoft.Bcl"))
}
older = [path for path in runtime[ASSEMBLIES].split(":") if pathlib.Path(path).name not in newer]
runtime[ASSEMBLIES] = ":".join([path for path in older if path] + sorted(newer.values()))
set_runtime(runtime)

import clr  # noqa: E402

for name in ["System.Text.Json", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"]:
    clr.AddReference(name)

import System  # noqa: E402
from Microsoft.CodeAnalysis import (  # noqa: E402
    DiagnosticSeverity,
    MetadataReference,
    NullableContextOptions,
    OutputKind,
    SyntaxTree,
)
from Microsoft.CodeAnalysis.CSharp import (  # noqa: E402
    CSharpCompilation,
    CSharpCompilationOptions,
    CSharpParseOptions,
    CSharpSyntaxTree,
    LanguageVersion,
)
from System.Collections.Generic import List  # noqa: E402
from System.IO import MemoryStream, StringWriter  # noqa: E402
from System.Text.Json import JsonSerializer, JsonSerializerOptions  # noqa: E402

# What the libraries bring; `IsExternalInit` is part of later frameworks.
LIBRARIES = """
namespace System.Runtime.CompilerServices { public static class IsExternalInit { } }
namespace MicroPlumberd
{
    [System.AttributeUsage(System.AttributeTargets.Class)]
    public class OutputStreamAttribute : System.Attribute
    {
        public OutputStreamAttribute(string name) { OutputStreamName = name; }
        public string OutputStreamName { get; }
    }
}
namespace ProtoBuf
{
    public enum DataFormat { Default, ZigZag, TwosComplement, FixedSize, Group, WellKnown }
    public enum CompatibilityLevel { NotSpecified = 0, Level200 = 200, Level240 = 240, Level300 = 300 }
    [System.AttributeUsage(System.AttributeTargets.Class | System.AttributeTargets.Enum)]
    public sealed class ProtoContractAttribute : System.Attribute { }
    [System.AttributeUsage(System.AttributeTargets.Property | System.AttributeTargets.Field)]
    public sealed class ProtoMemberAttribute : System.Attribute
    {
        public ProtoMemberAttribute(int tag) { Tag = tag; }
        public int Tag { get; }
        public DataFormat DataFormat { get; set; }
        public bool IsPacked { get; set; }
    }
    [System.AttributeUsage(System.AttributeTargets.Property | System.AttributeTargets.Field)]
    public sealed class ProtoMapAttribute : System.Attribute
    {
        public DataFormat KeyFormat { get; set; }
        public DataFormat ValueFormat { get; set; }
    }
    [System.AttributeUsage(System.AttributeTargets.Field)]
    public sealed class ProtoEnumAttribute : System.Attribute { public string Name { get; set; } = ""; }
    [System.AttributeUsage(System.AttributeTargets.All)]
    public sealed class CompatibilityLevelAttribute : System.Attribute
    {
        public CompatibilityLevelAttribute(CompatibilityLevel level) { Level = level; }
        public CompatibilityLevel Level { get; }
    }
}
"""


class Refused(Exception):
    """What the compiler or .NET said."""


loaded: Any = None
image: Any = None


def references(*more: Any) -> Any:
    found = List[MetadataReference]()
    for path in runtime_assemblies:
        found.Add(MetadataReference.CreateFromFile(path))
    for it in more:
        found.Add(it)
    return found


runtime_assemblies = [
    path
    for path in str(System.AppContext.GetData(ASSEMBLIES)).split(":")
    if path.endswith(".dll") and "CodeAnalysis" not in path
]


def build(sources: dict[str, str], kind: Any, *more: Any) -> Any:
    """Compiles with all warnings of nullability as errors, and gives the bytes of the assembly."""
    parse = CSharpParseOptions(LanguageVersion.CSharp10)
    trees = List[SyntaxTree]()
    for path, text in sorted(sources.items()):
        trees.Add(CSharpSyntaxTree.ParseText(text, parse, path))
    options = CSharpCompilationOptions(kind).WithNullableContextOptions(
        NullableContextOptions.Enable
    )
    # Each compilation is an assembly of its own.
    build.serial += 1
    compilation = CSharpCompilation.Create(
        f"Generated{build.serial}", trees, references(*more), options
    )
    stream = MemoryStream()
    result = compilation.Emit(stream)
    obsolete = {"CS0612", "CS0618"}
    faults = [
        str(it)
        for it in result.Diagnostics
        if it.Severity == DiagnosticSeverity.Error
        or (it.Severity == DiagnosticSeverity.Warning and str(it.Id) not in obsolete)
    ]
    if faults or not result.Success:
        raise Refused("\n".join(faults))
    return stream.ToArray()


build.serial = 0


def compile_folder(request: dict[str, Any]) -> dict[str, Any]:
    global loaded, image
    folder = pathlib.Path(request["folder"])
    sources = {"Libraries.cs": LIBRARIES}
    for path in folder.rglob("*.cs"):
        text = path.read_text(encoding="utf-8")
        # Nothing but the modifier: the compiler is older than it.
        text = re.sub(r"(?m)^( *public )required (?=\S)", r"\1", text)
        sources[str(path.relative_to(folder))] = f"#pragma warning disable CS8618\n{text}"
    image = build(sources, OutputKind.DynamicallyLinkedLibrary)
    loaded = System.Reflection.Assembly.Load(image)
    return {"ok": True, "types": sorted(str(it.FullName) for it in loaded.GetExportedTypes())}


def roundtrip(request: dict[str, Any]) -> dict[str, Any]:
    shape = loaded.GetType(request["type"])
    if shape is None:
        raise ValueError(f"no type {request['type']}")
    try:
        value = JsonSerializer.Deserialize(request["json"], shape, JsonSerializerOptions())
        text = JsonSerializer.Serialize(value, shape, JsonSerializerOptions())
    except System.Exception as error:
        raise Refused(f"{error.GetType().Name}: {error.Message}") from None
    answer = {"ok": True, "json": str(text)}
    identifier = shape.GetProperty("Id")
    if identifier is not None:
        answer["id"] = str(identifier.GetValue(value))
    return answer


def attribute(request: dict[str, Any]) -> dict[str, Any]:
    """What micro-plumberd takes the category of a stream from."""
    for it in loaded.GetType(request["type"]).GetCustomAttributes(True):
        if it.GetType().Name == "OutputStreamAttribute":
            return {"ok": True, "category": str(it.GetType().GetProperty("OutputStreamName").GetValue(it))}
    raise Refused("no [OutputStream]")


def run(request: dict[str, Any]) -> dict[str, Any]:
    """Runs a program that uses what was compiled last."""
    library = MetadataReference.CreateFromImage(image)
    program = build({"Program.cs": request["source"]}, OutputKind.ConsoleApplication, library)
    before, writer = System.Console.Out, StringWriter()
    System.Console.SetOut(writer)
    try:
        main = System.Reflection.Assembly.Load(program).EntryPoint
        main.Invoke(None, System.Array[System.Object]([System.Array[System.String]([])]))
    except System.Exception as error:
        raise Refused(f"{error.GetType().Name}: {error.InnerException}") from None
    finally:
        System.Console.SetOut(before)
    return {"ok": True, "output": str(writer)}


def resolve(sender: Any, event: Any) -> Any:
    """A program finds the library of which only the bytes were loaded."""
    name = System.Reflection.AssemblyName(event.Name).Name
    for assembly in System.AppDomain.CurrentDomain.GetAssemblies():
        if str(assembly.GetName().Name) == str(name):
            return assembly
    return None


System.AppDomain.CurrentDomain.AssemblyResolve += System.ResolveEventHandler(resolve)


def versions(request: dict[str, Any]) -> dict[str, Any]:
    def version(kind: Any) -> str:
        return str(clr.GetClrType(kind).Assembly.GetName().Version)

    return {
        "ok": True,
        "versions": {
            "runtime": str(System.Environment.Version),
            "System.Text.Json": version(JsonSerializer),
            "Roslyn": version(CSharpCompilation),
        },
    }


OPERATIONS = {
    "versions": versions,
    "compile": compile_folder,
    "roundtrip": roundtrip,
    "attribute": attribute,
    "run": run,
}


def main() -> None:
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = OPERATIONS[request["op"]](request)
        except Refused as error:
            answer = {"ok": False, "error": str(error)}
        except Exception as error:  # noqa: BLE001 - a fault of this driver is no refusal by .NET
            answer = {"ok": False, "fault": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
