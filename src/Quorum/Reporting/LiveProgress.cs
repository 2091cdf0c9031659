using Quorum.Pipeline;
using Spectre.Console;

namespace Quorum.Reporting;

/// <summary>
/// Shows a stage's progress: on a terminal a screen that is drawn in place and leaves its last state behind, elsewhere a line when something
/// changes and now and then while a long item goes on, so that a CI log shows life without being flooded.
/// </summary>
public sealed class LiveProgress : IProgress<StageProgress>
{
    /// <summary>Of an item whose state stays the same but whose fraction moves.</summary>
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(15);

    /// <summary>The times on the screen go on also while nothing is reported, as in the minutes in which a node stops.</summary>
    private static readonly TimeSpan DrawEvery = TimeSpan.FromSeconds(1);

    private readonly IAnsiConsole _console;
    private readonly IClock _clock;
    private readonly Dictionary<string, ProgressItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _printed = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Lock _lock = new();
    private LiveDisplayContext? _live;
    private string _latest = "";

    private LiveProgress(IAnsiConsole console, IClock clock) => (_console, _clock) = (console, clock);

    /// <summary>Runs the work with a progress sink that shows on the console.</summary>
    public static async Task<T> RunAsync<T>(IAnsiConsole console, IClock clock, Func<IProgress<StageProgress>, Task<T>> work)
    {
        var progress = new LiveProgress(console, clock);
        if (!Terminal.DrawsInPlace(console)) return await work(progress).ConfigureAwait(false);
        try
        {
            return await console.Live(new Rows()).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top)
                .StartAsync(live => progress.LiveAsync(live, work)).ConfigureAwait(false);
        }
        finally
        {
            progress.Leave();
        }
    }

    public void Report(StageProgress value)
    {
        // Before the layout, which may cut or wrap a text.
        if (value.Detail is { } detail) value = value with { Detail = Redaction.Shared.Apply(detail) };
        lock (_lock)
        {
            var now = _clock.Now;
            var known = _items.GetValueOrDefault(value.Item);
            if (known is null) _order.Add(value.Item);
            _items[value.Item] = new ProgressItem(value, known?.Began ?? now, now);
            _latest = value.Item;
            if (_live is not null) Draw();
            else if (known is null || known.Last.State != value.State || now - _printed.GetValueOrDefault(value.Item) >= LineEvery) Print(_items[value.Item]);
        }
    }

    // Not laid out by the console, which would break it at its width.
    private void Print(ProgressItem item)
    {
        _printed[item.Last.Item] = item.Reported;
        _console.Profile.Out.Writer.WriteLine(item.Line());
    }

    private async Task<T> LiveAsync<T>(LiveDisplayContext live, Func<IProgress<StageProgress>, Task<T>> work)
    {
        lock (_lock) _live = live;
        using var ended = new CancellationTokenSource();
        var clock = KeepDrawingAsync(ended.Token);
        try
        {
            return await work(this).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await clock.ConfigureAwait(false);
            lock (_lock) _live = null;
        }
    }

    private async Task KeepDrawingAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(DrawEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
                lock (_lock) Draw();
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    private void Draw()
    {
        if (!Terminal.DrawsInPlace(_console) || _order.Count == 0) return;
        // What was reported last is under way. The latest ones when there are more than the screen holds.
        var shown = _order.TakeLast(Math.Max(1, _console.Profile.Height - 2)).ToList();
        var (width, unicode) = (_console.Profile.Width, _console.Profile.Capabilities.Unicode);
        var names = Math.Min(width / 3, shown.Max(item => item.Length));
        _live?.UpdateTarget(new Rows(shown.Select(item => _items[item].Row(names, width, unicode, item == _latest ? _clock.Now : null))));
    }

    // Shown as what stays: the screen that was drawn in place is gone by now, and held no more than fitted.
    private void Leave()
    {
        if (_order.Count == 0) return;
        var table = new Table().HideHeaders().Border(TableBorder.None);
        table.AddColumn(new TableColumn("item").NoWrap()).AddColumn("state").AddColumn(new TableColumn("time").NoWrap().RightAligned());
        foreach (var item in _order) table.AddRow(_items[item].Cells());
        _console.Write(table);
    }
}
