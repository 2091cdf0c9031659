using System.Collections.Concurrent;
using System.Globalization;
using Quorum.Pipeline;
using Spectre.Console;

namespace Quorum.Reporting;

/// <summary>
/// Shows a stage's progress: on a terminal a table that is drawn in place, elsewhere a line when something changes and now and then while
/// a long item goes on, so that a CI log shows life without being flooded.
/// </summary>
public sealed class LiveProgress : IProgress<StageProgress>
{
    /// <summary>Of an item whose state stays the same but whose fraction moves.</summary>
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(15);

    private const int BarCells = 12, ShortState = 20;

    private readonly IAnsiConsole _console;
    private readonly IClock _clock;
    private readonly ConcurrentDictionary<string, (StageProgress Last, DateTimeOffset Since)> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _printed = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Lock _lock = new();
    private LiveDisplayContext? _live;

    private LiveProgress(IAnsiConsole console, IClock clock) => (_console, _clock) = (console, clock);

    /// <summary>Runs the work with a progress sink that shows on the console.</summary>
    public static async Task<T> RunAsync<T>(IAnsiConsole console, IClock clock, Func<IProgress<StageProgress>, Task<T>> work)
    {
        var progress = new LiveProgress(console, clock);
        if (!Terminal.DrawsInPlace(console)) return await work(progress).ConfigureAwait(false);
        return await console.Live(new Table().HideHeaders()).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(async live =>
        {
            progress._live = live;
            var result = await work(progress).ConfigureAwait(false);
            progress.Draw();
            return result;
        }).ConfigureAwait(false);
    }

    public void Report(StageProgress value)
    {
        // Before the layout, which may wrap a text over two lines.
        if (value.Detail is { } detail) value = value with { Detail = Redaction.Shared.Apply(detail) };
        lock (_lock)
        {
            var now = _clock.Now;
            var known = _items.TryGetValue(value.Item, out var before);
            if (!known) _order.Add(value.Item);
            var changed = !known || before.Last.State != value.State;
            _items[value.Item] = (value, changed ? now : before.Since);
            if (_live is not null) Draw();
            else if (changed || now - _printed.GetValueOrDefault(value.Item) >= LineEvery) Line(value, now);
        }
    }

    private void Line(StageProgress value, DateTimeOffset now)
    {
        _printed[value.Item] = now;
        _console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{Durations.Clock(now)} {value.Item}: {value.State}{Percent(value)}{(value.Detail is { Length: > 0 } detail ? $" ({detail})" : "")}\n")));
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (!Terminal.DrawsInPlace(_console)) return;
            var now = _clock.Now;
            var table = new Table().HideHeaders().Border(TableBorder.None).AddColumns("item", "state", "detail", "time");
            // The latest ones when there are more than the screen holds.
            foreach (var item in _order.TakeLast(Math.Max(1, _console.Profile.Height - 2)))
            {
                var (last, since) = _items[item];
                table.AddRow(new Text(item), new Text(last.State + Bar(last) + Percent(last), new Style(Color.Aqua)), new Text(last.Detail ?? ""), new Text(Durations.Text(now - since), new Style(Color.Grey)));
            }
            _live?.UpdateTarget(table);
        }
    }

    // Only where it moves on by amount, as the layers of a push: a step of a roll is told by its words.
    private string Bar(StageProgress value)
    {
        if (value.Fraction is not { } fraction || value.State.Length > ShortState) return "";
        var done = (int)Math.Round(BarCells * Math.Clamp(fraction, 0, 1));
        var (full, empty) = _console.Profile.Capabilities.Unicode ? ('━', '─') : ('#', '.');
        return $" {new string(full, done)}{new string(empty, BarCells - done)}";
    }

    private static string Percent(StageProgress value) => value.Fraction is { } fraction ? string.Create(CultureInfo.InvariantCulture, $" {100 * Math.Clamp(fraction, 0, 1):0} %") : "";
}
