using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Logs;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Containers;

/// <summary>The awslogs driver's part: follows one container's output until it ends and hands it to CloudWatch Logs, line by line.</summary>
internal sealed class ContainerLog(World world, IDockerClient engine, LaunchLog target, string containerId)
{
    private const int BufferBytes = 16 * 1024;

    private readonly StringBuilder _open = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    // What had arrived before this process took the container over is not told twice.
    private readonly long _after = world.Do(() => world.Find<LogStore>()?.LastAt(target.Group, target.Stream)) ?? 0;

    /// <summary>Ends with the container; a lost connection ends it too, since the log is no reason to stop a task.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = true, Timestamps = true };
            using var stream = await engine.Containers.GetContainerLogsAsync(containerId, parameters, cancellation);
            var buffer = new byte[BufferBytes];
            var characters = new char[BufferBytes];
            while (true)
            {
                var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellation);
                if (read.EOF) break;
                _open.Append(characters, 0, _decoder.GetChars(buffer, 0, read.Count, characters, 0));
                Deliver();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or DockerApiException or HttpRequestException or IOException)
        {
            // what had arrived is kept
        }
    }

    private void Deliver()
    {
        var text = _open.ToString();
        var end = text.LastIndexOf('\n');
        if (end < 0) return;
        _open.Remove(0, end + 1);
        var lines = text[..end].Split('\n').Select(Parse).Where(line => line.At > _after).ToList();
        if (lines.Count > 0) world.Do(() => world.Find<LogStore>()?.Append(target.Group, target.Stream, lines));
    }

    // The engine writes the time before each line, in RFC 3339 with nanoseconds.
    private (long At, string Text) Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && DateTimeOffset.TryParse(line[..space], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at.ToUnixTimeMilliseconds(), line[(space + 1)..].TrimEnd('\r'))
            : (world.Epoch.ToUnixTimeMilliseconds(), line);
    }
}
