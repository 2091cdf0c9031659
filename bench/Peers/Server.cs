using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Quorum.Pipeline;

namespace Quorum.Bench.Peers;

/// <summary>A server process on a free loopback port, ended with this object; only ever the process that was started here.</summary>
public sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), Between = TimeSpan.FromMilliseconds(2), EndLimit = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private Server(Process process, int port, TimeSpan start) => (_process, Port, Start) = (process, port, start);

    public int Port { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan Start { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>What would be free without this process: a runtime's files, mapped by every program of its kind, are not counted. Linux only; null elsewhere.</summary>
    public double? OwnMegabytes
    {
        get
        {
            var file = $"/proc/{_process.Id}/smaps_rollup";
            if (!File.Exists(file)) return null;
            return File.ReadLines(file).Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
                .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)) * 1024 / 1e6;
        }
    }

    /// <param name="arguments">Given the port.</param>
    /// <param name="probe">Path that answers as soon as the server does.</param>
    public static async Task<Server> StartAsync(Command command, string file, Func<int, string[]> arguments, string probe)
    {
        var port = FreePort();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var watch = Stopwatch.StartNew();
        var process = command.Start(file, arguments(port));
        Leftovers.Add(process, () => process.Kill(entireProcessTree: true));
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (watch.Elapsed < StartLimit)
        {
            try
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{port}{probe}");
                return new Server(process, port, watch.Elapsed);
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(Between);
            }
        }

        process.Kill(entireProcessTree: true);
        throw new StageException($"{file} did not answer within {StartLimit.TotalSeconds:0} s.", "");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        using var limit = new CancellationTokenSource(EndLimit);
        await _process.WaitForExitAsync(limit.Token);
        Leftovers.Remove(_process);
        _process.Dispose();
    }
}
