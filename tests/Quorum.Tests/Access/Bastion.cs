using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Quorum.Tests.Access;

/// <summary>SSM with one bastion: a command's script really runs in a shell here, with real curl, and an <c>aws</c> that knows the parameters given.</summary>
public class Bastion : DispatchProxy
{
    private const string Notice = "\n---Output truncated---";
    private readonly ConcurrentDictionary<string, GetCommandInvocationResponse> _done = new();
    private readonly ConcurrentDictionary<string, int> _looks = new();
    private string _folder = "";
    private int _sent;

    internal ConcurrentQueue<SendCommandRequest> Commands { get; } = new();

    /// <summary>Called with the number of the command, from 1, before it runs; throws what SendCommand should throw.</summary>
    internal Action<int> BeforeSend { get; set; } = _ => { };

    /// <summary>Called after it ran: the effect is there, the answer is lost when it throws.</summary>
    internal Action<int> AfterSend { get; set; } = _ => { };

    /// <summary>Status instead of what the script's exit code says; the script does not run then.</summary>
    internal string? StatusInstead { get; set; }

    /// <summary>Characters of an output that are kept.</summary>
    internal int OutputLimit { get; set; } = 24_000;

    internal static (IAmazonSimpleSystemsManagement Ssm, Bastion Bastion) Create(string folder, IReadOnlyDictionary<string, string> parameters)
    {
        var ssm = Create<IAmazonSimpleSystemsManagement, Bastion>();
        var bastion = (Bastion)(object)ssm;
        bastion._folder = folder;
        foreach (var (name, value) in parameters) File.WriteAllText(Path.Combine(folder, name.Replace('/', '_')), value);
        var aws = Path.Combine(folder, "aws");
        // Prints [password, CA] as the AWS CLI prints a list of two texts: with a tab between them, None for what is not there.
        File.WriteAllText(aws, $$"""
            #!/bin/sh
            [ "$1 $2 $3" = 'ssm get-parameters --names' ] || exit 252
            query=$(printf '%s' "$*" | sed 's/.*--query //')
            value() { f={{folder}}/$(printf %s "$query" | cut -d "'" -f "$1" | tr / _); if [ -f "$f" ]; then cat "$f"; else printf None; fi; }
            printf '%s\t%s\n' "$(value 2)" "$(value 4)"

            """);
        if (!System.OperatingSystem.IsWindows()) File.SetUnixFileMode(aws, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return (ssm, bastion);
    }

    protected override object? Invoke(MethodInfo? method, object?[]? arguments) => method?.Name switch
    {
        "SendCommandAsync" => SendAsync((SendCommandRequest)arguments![0]!),
        "GetCommandInvocationAsync" => Look((GetCommandInvocationRequest)arguments![0]!),
        _ => throw new NotSupportedException(method?.Name),
    };

    private async Task<SendCommandResponse> SendAsync(SendCommandRequest request)
    {
        var number = Interlocked.Increment(ref _sent);
        BeforeSend(number);
        Commands.Enqueue(request);
        var id = Guid.NewGuid().ToString();
        _done[id] = StatusInstead is { } status ? new() { StatusDetails = status } : await RunAsync(request.Parameters["commands"][0]);
        AfterSend(number);
        return new() { Command = new Command { CommandId = id } };
    }

    // As SSM: first not there, then under way, then done.
    private Task<GetCommandInvocationResponse> Look(GetCommandInvocationRequest request) => _looks.AddOrUpdate(request.CommandId, 1, (_, n) => n + 1) switch
    {
        1 => Task.FromException<GetCommandInvocationResponse>(new InvocationDoesNotExistException("not yet")),
        2 => Task.FromResult(new GetCommandInvocationResponse { StatusDetails = "InProgress" }),
        _ => Task.FromResult(_done[request.CommandId]),
    };

    private async Task<GetCommandInvocationResponse> RunAsync(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{start.Environment["PATH"]}";
        foreach (var proxy in new[] { "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" }) start.Environment.Remove(proxy);
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        if (output.Length > OutputLimit) output = string.Concat(output.AsSpan(0, OutputLimit), Notice);
        return new() { StatusDetails = shell.ExitCode == 0 ? "Success" : "Failed", ResponseCode = shell.ExitCode, StandardOutputContent = output, StandardErrorContent = await errors };
    }
}
