namespace Infra.Tests.Automation;

/// <summary>
/// A <c>pulumi</c> for the PATH that writes down how it is called and answers from files. Of an age that takes its event log as a file.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class FakePulumi : IDisposable
{
    private readonly string? path = Environment.GetEnvironmentVariable("PATH");

    public FakePulumi()
    {
        Directory.CreateDirectory(Bin);
        Directory.CreateDirectory(Path.Combine(Root, "infra"));
        Answer("version", "echo v3.200.0");
        Answer("select", "true");
        Answer("output", "echo '{}'");
        Answer("history", "echo '[]'");
        Answer("preview", Events("""{"sequence":1,"timestamp":1,"summaryEvent":{"maybeCorrupt":false,"durationSeconds":1,"resourceChanges":{"same":3},"PolicyPacks":{}}}"""));
        Answer("up", Events());
        var script = Path.Combine(Bin, "pulumi");
        File.WriteAllText(script, $$"""
            #!/bin/bash
            here='{{Root}}'
            { printf '%s' "$1"; shift_args=("${@:2}"); for a in "${shift_args[@]}"; do printf ' %s' "$a"; done; echo; } >>"$here/calls"
            [[ $1 == version ]] || { echo "$PWD ${PULUMI_BACKEND_URL:-} ${PULUMI_DEBUG_COMMANDS:-}" >>"$here/env"; }
            for a in "$@"; do log=$a; done
            name=$1
            [[ $1 == stack ]] && name=$2
            [[ -f $here/answers/$name ]] || exit 0
            . "$here/answers/$name"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{Bin}:{path}");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("quorum-pulumi-").FullName;

    private string Bin => Path.Combine(Root, "bin");

    /// <summary>One line for each call; the event log's path, which is random, is shown as FILE.</summary>
    public IReadOnlyList<string> Calls =>
        [.. File.ReadAllLines(Path.Combine(Root, "calls")).Select(call => System.Text.RegularExpressions.Regex.Replace(call, @"--event-log \S+", "--event-log FILE"))];

    public IReadOnlyList<string> Surroundings => [.. File.ReadAllLines(Path.Combine(Root, "env")).Select(line => line.TrimEnd()).Distinct()];

    /// <param name="body">Bash; <c>$log</c> is the last argument.</param>
    public void Answer(string command, string body)
    {
        Directory.CreateDirectory(Path.Combine(Root, "answers"));
        File.WriteAllText(Path.Combine(Root, "answers", command), body + "\n");
    }

    public static string Events(params string[] lines) => $": >>\"$log\"\n{string.Join('\n', lines.Select(line => $"echo '{line}' >>\"$log\""))}";

    /// <summary>
    /// How a CLI after 3.205.0 tells its events: one gRPC call, <c>pulumirpc.Events/StreamEvents</c> (proto/pulumi/events.proto), a client stream of EventRequest
    /// messages whose field 1 is the event as JSON. Frames and fields are written byte by byte here, and sent by curl over plain HTTP/2.
    /// </summary>
    public static string EventsOverGrpc(params string[] lines)
    {
        var frames = lines.SelectMany(line =>
        {
            var text = System.Text.Encoding.UTF8.GetBytes(line);
            byte[] message = [0x0a, (byte)(text.Length & 0x7f | 0x80), (byte)(text.Length >> 7), .. text];
            return (byte[])[0, 0, 0, (byte)(message.Length >> 8), (byte)message.Length, .. message];
        });
        var escaped = string.Concat(frames.Select(part => $"\\x{part:x2}"));
        return $$"""
            printf '{{escaped}}' | curl -sS --http2-prior-knowledge -H 'content-type: application/grpc' -H 'te: trailers' --data-binary @- -D "$here/grpc" -o "$here/answer" "http://${log#tcp://}/pulumirpc.Events/StreamEvents"
            """;
    }

    /// <summary>What the event server answered: status line, headers, trailers.</summary>
    public string GrpcAnswer => File.ReadAllText(Path.Combine(Root, "grpc"));

    public static string Step(string operation, string type, string name) =>
        $$$"""{"sequence":1,"timestamp":1,"resourcePreEvent":{"metadata":{"op":"{{{operation}}}","urn":"urn:pulumi:prod::quorum::{{{type}}}::{{{name}}}","type":"{{{type}}}","provider":""},"planning":true}}""";

    public static string Summary(string changes) =>
        """{"sequence":2,"timestamp":1,"summaryEvent":{"maybeCorrupt":false,"durationSeconds":1,"PolicyPacks":{},"resourceChanges":""" + changes + "}}";

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        Directory.Delete(Root, recursive: true);
    }
}
