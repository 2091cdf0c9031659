using System.Globalization;
using Quorum.Pipeline;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quorum.Reporting;

/// <summary>One item of a stage's progress, and how it is shown: as a line of a log, a row of the screen that is drawn in place, a row of what stays.</summary>
/// <param name="Began">Its first report.</param>
/// <param name="Reported">Its last report.</param>
internal sealed record ProgressItem(StageProgress Last, DateTimeOffset Began, DateTimeOffset Reported)
{
    private const int BarCells = 12, ShortState = 20, LeastDetail = 3;
    private const string Apart = "  ";

    /// <summary>For logs: never broken, so that it can be searched.</summary>
    internal string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Durations.Clock(Reported)} {Last.Item}: {State}{Percent}{(string.Join(", ", new[] { Detail, Last.Left ?? "" }.Where(part => part.Length > 0)) is { Length: > 0 } more ? $" ({more})" : "")}");

    /// <summary>Exactly one line of the screen: what does not fit is cut, since a row that wraps moves all others at each drawing.</summary>
    /// <param name="itemWidth">Cells for the names.</param>
    /// <param name="now">Null for what is not under way any more.</param>
    internal IRenderable Row(int itemWidth, int width, bool unicode, DateTimeOffset? now)
    {
        var time = Time(now);
        // The last cell stays free: some terminals begin a new line once it is written.
        var room = Math.Max(0, width - 1 - itemWidth - Apart.Length - Apart.Length - time.Length);
        var state = Cut(State + Bar(unicode) + (HasBar || now is not null ? Percent : ""), room, unicode);
        var more = now is null ? Detail : string.Join(Apart, new[] { Last.Left ?? "", Detail }.Where(part => part.Length > 0));
        more = more.Length > 0 && room - state.Length > Apart.Length + LeastDetail ? Apart + Cut(more, room - state.Length - Apart.Length, unicode) : "";
        return new Paragraph().Append(Cut(Last.Item, itemWidth, unicode).PadRight(itemWidth) + Apart).Append(state, new Style(Color.Aqua))
            .Append(more.PadRight(room - state.Length) + Apart, new Style(Color.Grey)).Append(time, new Style(Color.Grey));
    }

    /// <summary>What stays on the screen when the stage is over: all of it, wrapped.</summary>
    internal IEnumerable<IRenderable> Cells()
    {
        yield return new Text(Last.Item);
        var text = new Paragraph(State, new Style(Color.Aqua));
        yield return Detail.Length > 0 ? text.Append(Apart + Detail, new Style(Color.Grey)) : text;
        yield return new Text(Time(null), new Style(Color.Grey));
    }

    // Nothing for what was only told once: it took no time that anybody measured.
    private string Time(DateTimeOffset? now) => now is null && Reported == Began ? "" : Durations.Text((now ?? Reported) - Began);

    private string State => Flat(Last.State);

    private string Detail => Flat(Last.Detail ?? "");

    private string Percent => Last.Fraction is { } fraction ? string.Create(CultureInfo.InvariantCulture, $" {100 * Math.Clamp(fraction, 0, 1):0} %") : "";

    // Only where it moves on by amount, as the layers of a push: a step of a roll is told by its words.
    private bool HasBar => Last.Fraction is not null && State.Length <= ShortState;

    private string Bar(bool unicode)
    {
        if (!HasBar || Last.Fraction is not { } fraction) return "";
        var done = (int)Math.Round(BarCells * Math.Clamp(fraction, 0, 1));
        var (full, empty) = unicode ? ('━', '─') : ('#', '.');
        return $" {new string(full, done)}{new string(empty, BarCells - done)}";
    }

    // A build step's instruction has several lines.
    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Cut(string text, int room, bool unicode) => text.Length <= room ? text : unicode && room > 0 ? $"{text[..(room - 1)]}…" : text[..room];
}
