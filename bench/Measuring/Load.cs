using System.Diagnostics;
using System.Globalization;
using Quorum.Pipeline;

namespace Quorum.Bench.Measuring;

/// <summary>What several callers at once got out of a server.</summary>
public sealed record Load(double PerSecond, double P50, double P99)
{
    public const int Callers = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5), Length = TimeSpan.FromSeconds(2);

    /// <param name="call">Sends one request, numbered from 0; throws when the answer is not a good one.</param>
    public static async Task<Load> RunAsync(Func<HttpClient, long, Task> call)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Callers });
        var next = -1L;
        await SendAsync(WarmUp);
        var watch = Stopwatch.StartNew();
        var times = await SendAsync(Length);
        var elapsed = watch.Elapsed;
        times.Sort();
        return new(times.Count / elapsed.TotalSeconds, times[times.Count / 2], times[(int)(times.Count * 0.99)]);

        async Task<List<double>> SendAsync(TimeSpan length)
        {
            var until = Stopwatch.StartNew();
            var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                var mine = new List<double>();
                while (until.Elapsed < length)
                {
                    var begun = Stopwatch.GetTimestamp();
                    await call(http, Interlocked.Increment(ref next));
                    mine.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }

                return mine;
            }));
            var all = (await Task.WhenAll(callers)).SelectMany(list => list).ToList();
            return all.Count > 0 ? all : throw new StageException("The server answered no call.", "");
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {P50:0.00} ms, p99 {P99:0.00} ms");
}
