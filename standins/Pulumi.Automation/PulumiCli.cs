using System.Diagnostics;
using System.Text;
using Pulumi.Automation.Commands;
using Pulumi.Automation.Commands.Exceptions;
using Pulumi.Automation.Events;

namespace Pulumi.Automation;

/// <summary>Runs <c>pulumi</c> from the PATH, without a terminal and without input.</summary>
internal sealed class PulumiCli(string workDir, IReadOnlyDictionary<string, string?> environment)
{
    // Newer CLIs send their events over gRPC, older ones write a file.
    private static readonly Version EventsOverGrpc = new(3, 205, 0);
    private static readonly Version Minimum = new(3, 1, 0);
    private static readonly TimeSpan FilePoll = TimeSpan.FromMilliseconds(100);

    public Version? CliVersion { get; private set; }

    public string? VersionText { get; private set; }

    public async Task ReadVersionAsync(CancellationToken cancellation)
    {
        var result = await StartAsync(["version"], Directory.GetCurrentDirectory(), new Dictionary<string, string?> { ["PULUMI_SKIP_UPDATE_CHECK"] = "true" }, null, null, cancellation);
        var skip = Environment.GetEnvironmentVariable("PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK") is not null || environment.ContainsKey("PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK");
        VersionText = result.StandardOutput.Trim().TrimStart('v');
        var numbers = VersionText.Split('-', '+')[0];
        CliVersion = Version.TryParse(numbers, out var version) ? version : null;
        if (skip) return;
        if (CliVersion is null)
            throw new InvalidOperationException("Failed to get Pulumi version. This is probably a pulumi error. You can override by version checking by setting PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK=true.");
        if (CliVersion.Major > Minimum.Major)
            throw new InvalidOperationException($"Major version mismatch. You are using Pulumi CLI version {VersionText} with Automation SDK v{Minimum.Major}. Please update the SDK.");
        if (CliVersion < Minimum)
            throw new InvalidOperationException($"Minimum version requirement failed. The minimum CLI version requirement is {Minimum}, your current CLI version is {VersionText}. Please update the Pulumi CLI.");
    }

    /// <exception cref="CommandException">The command failed.</exception>
    public async Task<CommandResult> RunAsync(
        IReadOnlyList<string> args, CancellationToken cancellation, Action<EngineEvent>? onEvent = null, Action<string>? onOutput = null, Action<string>? onError = null)
    {
        List<string> all = [.. args];
        var separator = all.IndexOf("--");
        all.Insert(separator < 0 ? all.Count : separator, "--non-interactive");
        if (onEvent is null) return Check(await StartAsync(all, workDir, environment, onOutput, onError, cancellation));
        var debugging = new Dictionary<string, string?>(environment) { ["PULUMI_DEBUG_COMMANDS"] = "true" };
        if (CliVersion > EventsOverGrpc)
        {
            await using var server = await EventServer.StartAsync(onEvent);
            var result = await StartAsync([.. all, "--event-log", $"tcp://localhost:{server.Port}"], workDir, debugging, onOutput, onError, cancellation);
            return Check(result);
        }

        var folder = Directory.CreateTempSubdirectory($"automation-logs-{args[0]}-").FullName;
        var file = Path.Combine(folder, "eventlog.txt");
        try
        {
            using var done = new CancellationTokenSource();
            var reading = EventFile.ReadAsync(file, onEvent, FilePoll, done.Token);
            CommandResult result;
            try
            {
                result = await StartAsync([.. all, "--event-log", file], workDir, debugging, onOutput, onError, cancellation);
            }
            finally
            {
                await done.CancelAsync();
                await reading;
            }

            return Check(result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CommandResult Check(CommandResult result) => result.Code == 0 ? result : throw CommandException.Of(result);

    private static async Task<CommandResult> StartAsync(
        IReadOnlyList<string> args, string folder, IReadOnlyDictionary<string, string?> variables, Action<string>? onOutput, Action<string>? onError, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("pulumi", args)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = DrainAsync(process.StandardOutput, onOutput);
        var error = DrainAsync(process.StandardError, onError);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // As the real one does: at once, leaving lock and pending operations behind.
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new(process.ExitCode, await output, await error);
    }

    private static async Task<string> DrainAsync(StreamReader reader, Action<string>? line)
    {
        var all = new StringBuilder();
        while (await reader.ReadLineAsync() is { } text)
        {
            all.Append(text).Append('\n');
            line?.Invoke(text);
        }

        return all.ToString();
    }
}
