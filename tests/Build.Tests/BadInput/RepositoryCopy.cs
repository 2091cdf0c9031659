using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Build.Tests.BadInput;

/// <summary>
/// A root of its own for the real built program: parameters and image copied, the rest linked, an embedded AWS on a port of its own that
/// is ended, with its data, afterwards.
/// </summary>
internal sealed class RepositoryCopy : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RepositoryCopy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The copy is made of symbolic links.");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ProcessRun.Repository, ".nuke"), "*.json")) _folder.Write(".nuke/" + Path.GetFileName(file), File.ReadAllText(file));
        var images = Path.Combine(ProcessRun.Repository, "images");
        foreach (var file in Directory.EnumerateFiles(images, "*", SearchOption.AllDirectories))
        {
            var to = _folder.Write(Path.GetRelativePath(ProcessRun.Repository, file), "");
            File.Copy(file, to, overwrite: true);
        }

        foreach (var each in (string[])["src", "infra"]) Directory.CreateSymbolicLink(_folder.At(each), Path.Combine(ProcessRun.Repository, each));
        Port = FreePort();
    }

    public string Root => _folder.Path;

    public int Port { get; }

    public string LocalFolder => At(".nuke/temp/local/local");

    public string At(string relative) => _folder.At(relative);

    public void Write(string relative, string text) => _folder.Write(relative, text);

    /// <summary>Process id of the embedded AWS; null when none was started.</summary>
    public int? CloudPid => File.Exists(Path.Combine(LocalFolder, "pid")) ? int.Parse(File.ReadLines(Path.Combine(LocalFolder, "pid")).First(), CultureInfo.InvariantCulture) : null;

    /// <summary>Everything a person or git would call a change: not the engine's schema, not what runs leave behind.</summary>
    public string Fingerprint() => string.Join('\n', Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Select(file => (Name: Path.GetRelativePath(Root, file), File: file)).Where(x => !x.Name.StartsWith("src", StringComparison.Ordinal) && !x.Name.StartsWith("infra", StringComparison.Ordinal) && !x.Name.EndsWith("build.schema.json", StringComparison.Ordinal) && !x.Name.StartsWith(".nuke/temp/build", StringComparison.Ordinal))
        .OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => $"{x.Name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(x.File)))}"));

    /// <summary>On this copy's port and on simulated nodes, whatever else the machine has.</summary>
    public Task<ProcessResult> RunAsync(string target, params string[] arguments) => RunWithAsync(null, [target, "--local-port", $"{Port}", "--local-runtime", "simulated", .. arguments]);

    public Task<ProcessResult> RunWithAsync(IReadOnlyDictionary<string, string?>? environment, IReadOnlyList<string> arguments) => ProcessRun.RunAsync(Start(environment, arguments));

    /// <summary>Calls back once, with the process id, when a line with <paramref name="marker"/> is printed.</summary>
    public Task<ProcessResult> RunUntilAsync(string marker, Action<int> whenSays, params string[] arguments) => RunUntilAsync(null, marker, whenSays, arguments);

    public Task<ProcessResult> RunUntilAsync(IReadOnlyDictionary<string, string?>? environment, string marker, Action<int> whenSays, params string[] arguments) =>
        ProcessRun.RunAsync(Start(environment, [.. arguments, "--local-port", $"{Port}", "--local-runtime", "simulated"]), marker, whenSays);

    private System.Diagnostics.ProcessStartInfo Start(IReadOnlyDictionary<string, string?>? environment, IReadOnlyList<string> arguments)
    {
        var all = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>()) { ["NUKE_ROOT"] = Root, ["NO_COLOR"] = "1" };
        var program = Path.Combine(ProcessRun.Repository, "build", "bin", "Debug", "_build.dll");
        return ProcessRun.Start(ProcessRun.OnPath("dotnet")!, Root, [program, .. arguments], all);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (CloudPid is not null) await RunWithAsync(null, ["LocalDown", "--forget", "--local-port", $"{Port}"]);
        _folder.Dispose();
    }
}
