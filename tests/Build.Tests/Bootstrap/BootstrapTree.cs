using System.Globalization;

namespace Build.Tests.Bootstrap;

/// <summary>
/// A small repository with the bootstrap scripts and, in a folder of its own on PATH, a <c>dotnet</c> that writes down how it is called and does what
/// files beside it say. So the scripts' decisions can be tested without compiling anything.
/// </summary>
internal sealed class BootstrapTree : IDisposable
{
    private const string FakeDotnet = """
        #!/bin/sh
        # calls: one line per call. no-sdk: --version fails. restore.txt, compile.txt: what restore and build print before they fail.
        fake=${0%/*}
        case $1 in
          --version)
            if [ -f global.json ] && [ -f "$fake/no-sdk" ]; then exit 145; fi
            if [ -f "$fake/no-sdk" ]; then cat "$fake/no-sdk"; else echo 10.0.100; fi ;;
          restore)
            echo "restore $QUORUM_PACKAGES" >>"$fake/calls"
            if [ "$QUORUM_PACKAGES" = real ] && [ -f "$fake/restore.txt" ]; then cat "$fake/restore.txt"; exit 1; fi ;;
          build)
            echo "build $QUORUM_PACKAGES" >>"$fake/calls"
            mkdir "$fake/compiling" 2>/dev/null || echo overlap >>"$fake/calls"
            if [ -f "$fake/slow" ]; then sleep 0.5; fi
            rmdir "$fake/compiling"
            if [ -f "$fake/compile.txt" ]; then cat "$fake/compile.txt"; exit 1; fi
            mkdir -p build/bin/Debug build/obj
            echo generated >build/obj/generated.cs
            # In place, as the compiler's copy does.
            echo "compiled from $(cat src/Some/Code.cs)" >build/bin/Debug/_build.dll ;;
          *)
            printf 'run'; printf ' [%s]' "$@"; echo
            echo "process $$"
            echo "root $NUKE_ROOT"
            echo "telemetry $NUKE_TELEMETRY_OPTOUT$DOTNET_CLI_TELEMETRY_OPTOUT$DOTNET_NOLOGO"
            if [ -f "$fake/exit" ]; then exit "$(cat "$fake/exit")"; fi ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public BootstrapTree(string script)
    {
        Script = script;
        foreach (var each in new[] { "build.sh", "build.ps1" })
        {
            File.Copy(Path.Combine(ProcessRun.Repository, each), Write("repository/" + each, ""), overwrite: true);
        }

        Write("repository/build/_build.csproj", "<Project />");
        Write("repository/build/Build.cs", "// the build");
        Write("repository/src/Some/Code.cs", "first");
        Write("repository/global.json", """{ "sdk": { "version": "10.0.100" } }""");
        Write("repository/standins/Nuke.Common/Nuke.Common.csproj", "<Project />");
        Write("repository/standins/Pulumi/Pulumi.csproj", "<Project />");
        Write("home/nothing", "");
        InstallFake("fake");
    }

    public string Script { get; }

    public string Repository => _folder.At("repository");

    public string Folder => _folder.Path;

    /// <summary>What comes before the folder of the system's own tools on PATH.</summary>
    public string PathPrefix { get; set; } = "fake";

    /// <summary>Null: the surrounding PATH.</summary>
    public string? SystemPath { get; set; }

    public IReadOnlyList<string> Calls => CallsOf("fake");

    public IReadOnlyList<string> CallsOf(string fake) => File.Exists(At(fake + "/calls")) ? File.ReadAllLines(At(fake + "/calls")) : [];

    public string At(string relative) => _folder.At(relative);

    public string Write(string relative, string text) => _folder.Write(relative, text);

    /// <summary>So that its time is later than any stamp that has been taken.</summary>
    public void Touch(string relative) => File.SetLastWriteTimeUtc(At(relative), DateTime.UtcNow.AddMinutes(1));

    public void InstallFake(string folder)
    {
        var file = Write(folder + "/dotnet", FakeDotnet.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    public Task<ProcessResult> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        RunScriptAsync(Path.Combine(Repository, Script), Repository, environment, arguments);

    public Task<ProcessResult> RunScriptAsync(string script, string folder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var shell = Script.EndsWith(".ps1", StringComparison.Ordinal)
            ? PowerShell([.. "-NoProfile -NonInteractive -File".Split(' '), script])
            : (script, []);
        var all = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
        {
            ["PATH"] = (PathPrefix.Length > 0 ? At(PathPrefix) + Path.PathSeparator : "") + (SystemPath ?? WithoutDotnet()),
            ["HOME"] = At("home"),
            ["DOTNET_ROOT"] = null,
        };
        return ProcessRun.RunAsync(ProcessRun.Start(shell.Item1, folder, [.. shell.Item2, .. arguments], all));
    }

    // Installed as a .NET tool, pwsh is a program that starts the dotnet on PATH, which is the recording one here.
    private static (string, string[]) PowerShell(string[] arguments)
    {
        var program = ProcessRun.OnPath("pwsh")!;
        var store = Path.Combine(Path.GetDirectoryName(program)!, ".store", "powershell");
        var library = Directory.Exists(store) ? Directory.EnumerateFiles(store, "pwsh.dll", SearchOption.AllDirectories).FirstOrDefault(file => file.Contains("/unix/", StringComparison.Ordinal)) : null;
        return library is null ? (program, arguments) : (ProcessRun.OnPath("dotnet")!, [library, .. arguments]);
    }

    /// <summary>A folder with links to just these tools.</summary>
    public string ToolFolder(params string[] tools)
    {
        Directory.CreateDirectory(At("tools"));
        foreach (var tool in tools) File.CreateSymbolicLink(At("tools/" + tool), ProcessRun.OnPath(tool)!);
        return At("tools");
    }

    public void Dispose() => _folder.Dispose();

    public static int ProcessOf(ProcessResult result) =>
        int.Parse(result.Lines.Single(x => x.StartsWith("process ", StringComparison.Ordinal))[8..], CultureInfo.InvariantCulture);

    // The real dotnet may share its folder with tools that the scripts need, so it is left out by linking everything the scripts use.
    private string WithoutDotnet()
    {
        if (!Directory.Exists(At("tools")))
            ToolFolder([.. Tools, .. ProcessRun.OnPath("flock") != null ? ["flock"] : Array.Empty<string>()]);
        return At("tools");
    }

    public static readonly string[] Tools =
        ["bash", "sh", "env", "find", "sed", "grep", "sort", "tr", "xargs", "cksum", "cat", "cp", "mv", "rm", "mkdir", "rmdir", "touch", "readlink", "dirname", "sleep"];
}
