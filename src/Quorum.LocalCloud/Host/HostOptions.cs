namespace Quorum.LocalCloud.Host;

/// <summary>How one embedded AWS process is told to run.</summary>
/// <param name="Folder">Everything it keeps: pid, log, state, volumes, blobs. Absolute.</param>
/// <param name="Port">Port on 127.0.0.1; 0 takes any free one (tests).</param>
/// <param name="Runtime">What runs the tasks: <c>auto</c>, <c>containers</c> or <c>simulated</c>.</param>
/// <param name="IdleTimeout">Ends itself after this long without a request.</param>
/// <param name="Background">Ignores SIGINT and SIGHUP: Ctrl+C in the terminal that started a build must not end the cluster.</param>
/// <param name="Seed">Seed of all chance in this world, so that a run with faults can be repeated.</param>
public sealed record HostOptions(string Folder, int Port, string Runtime, TimeSpan IdleTimeout, bool Background, ulong Seed)
{
    /// <summary>Base images that make containers possible when the engine has one of them, best first.</summary>
    public IReadOnlyList<string> BaseImages { get; init; } = [];

    public const int DefaultPort = 4571;
    public static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromHours(8);
    private static readonly string[] Runtimes = ["auto", "containers", "simulated"];

    public const string Usage =
        "usage: quorum-localcloud serve --folder DIR [--port N] [--runtime auto|containers|simulated] [--idle-minutes N] [--base-images A,B] [--seed N] [--background]";

    /// <summary>Reads the command line; every problem is added to <paramref name="problems"/>, one line each.</summary>
    public static HostOptions? Parse(IReadOnlyList<string> args, List<string> problems)
    {
        if (args.Count == 0 || args[0] != "serve")
        {
            problems.Add(args.Count == 0 ? "no command given" : $"unknown command '{args[0]}'");
            return null;
        }

        string? folder = null;
        var port = DefaultPort;
        var runtime = "auto";
        var idle = DefaultIdleTimeout;
        var background = false;
        ulong seed = 1;
        string[] baseImages = [];
        for (var i = 1; i < args.Count; i++)
        {
            var name = args[i];
            if (name == "--background") { background = true; continue; }
            if (i + 1 >= args.Count) { problems.Add($"{name} needs a value"); break; }
            var value = args[++i];
            switch (name)
            {
                case "--folder": folder = value; break;
                case "--port" when int.TryParse(value, out port) && port is >= 0 and <= ushort.MaxValue: break;
                case "--port": problems.Add($"--port {value}: must be 0 to {ushort.MaxValue}"); break;
                case "--runtime" when Runtimes.Contains(value): runtime = value; break;
                case "--runtime": problems.Add($"--runtime {value}: must be one of {string.Join(", ", Runtimes)}"); break;
                case "--idle-minutes" when double.TryParse(value, out var minutes) && minutes > 0: idle = TimeSpan.FromMinutes(minutes); break;
                case "--idle-minutes": problems.Add($"--idle-minutes {value}: must be a number above 0"); break;
                case "--base-images": baseImages = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries); break;
                case "--seed" when ulong.TryParse(value, out seed): break;
                case "--seed": problems.Add($"--seed {value}: must be a whole number from 0"); break;
                default: problems.Add($"unknown option {name}"); break;
            }
        }

        if (string.IsNullOrWhiteSpace(folder)) problems.Add("--folder is missing: the folder that keeps the state");
        return problems.Count > 0 ? null : new HostOptions(Path.GetFullPath(folder!), port, runtime, idle, background, seed) { BaseImages = baseImages };
    }
}

/// <summary>Exit codes of the process; a caller can tell the cause without reading text.</summary>
public static class ExitCodes
{
    public const int Ok = 0, BadInput = 2, PortTaken = 3, DamagedState = 4, FolderUnusable = 5;
}

/// <summary>The process cannot start; <see cref="Exception.Message"/> says why and the way out in one line.</summary>
public sealed class HostStartException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
