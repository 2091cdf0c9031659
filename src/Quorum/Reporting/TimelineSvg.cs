using Quorum.Elasticsearch;

namespace Quorum.Reporting;

/// <summary>
/// The roll as a picture: slots × time, with the health above and the proof's gaps and the waits below. The names are a column beside the
/// picture that stays where it is while the picture scrolls sideways; times are percentages, so that the picture widens and its text does not.
/// </summary>
internal static class TimelineSvg
{
    private const double BandHeight = 14, AxisHeight = 26, ZoneHeight = 16, Space = 8;
    private const double TallRow = 22, LowRow = 14;

    /// <summary>From this many slots on, rows are low, so that 90 slots still fit a screen or two.</summary>
    private const int ManySlots = 24;

    /// <summary>Percent of the width: a very short time is still seen.</summary>
    private const double LeastWidth = 0.3;

    internal static readonly (SlotActivity Activity, string Text)[] Legend =
    [
        (SlotActivity.Preparing, "preparing"), (SlotActivity.Stopping, "stopping"), (SlotActivity.Starting, "starting"), (SlotActivity.Joining, "joining"),
        (SlotActivity.Recovering, "recovering"), (SlotActivity.Soaking, "soaking"), (SlotActivity.RollingBack, "rolling back"), (SlotActivity.Failed, "failed"),
    ];

    internal static string Class(SlotActivity activity) => activity.ToString().ToLowerInvariant();

    internal static HtmlPage Draw(RollTimeline roll)
    {
        var row = roll.Slots.Count > ManySlots ? LowRow : TallRow;
        var drawing = new Drawing(new Scale(roll));
        drawing.Row("", "axis", AxisHeight);
        drawing.Row("health", "", BandHeight);
        foreach (var span in roll.Health) drawing.Bar(Class(span.Status), span.From, span.To, 0, $"{span.Status.ToString().ToLowerInvariant()} {Time(span.From, span.To)}");
        foreach (var zone in roll.Slots.GroupBy(slot => slot.Zone))
        {
            drawing.Row("", "", Space);
            drawing.Row(zone.Key, "soft", ZoneHeight);
            foreach (var slot in zone)
            {
                drawing.Row(slot.Name, "slot", row);
                drawing.Ground($"{slot.Name} serves where nothing else is shown");
                foreach (var span in slot.Spans)
                    drawing.Bar(Class(span.Activity), span.From, span.To, 2, $"{slot.Name} {span.Activity.ToString().ToLowerInvariant()} {Time(span.From, span.To)}{(span.Detail.Length > 0 ? $": {span.Detail}" : "")}");
            }
        }
        drawing.Row("", "", Space);
        foreach (var client in roll.Gaps.GroupBy(gap => gap.Client).OrderBy(client => client.Key, StringComparer.Ordinal))
        {
            drawing.Row($"{client.Key} gaps", "", BandHeight + 2);
            foreach (var gap in client) drawing.Bar("gap", gap.From, gap.To, 2, $"{client.Key} without an answer {Time(gap.From, gap.To)}");
        }
        if (roll.Waits.Count > 0)
        {
            drawing.Row("waits", "", BandHeight + 2);
            foreach (var wait in roll.Waits) drawing.Bar("wait", wait.From, wait.To, 2, $"waited for {wait.Rule} {Time(wait.From, wait.To)}: {wait.Reason}");
        }
        return drawing.Put($"{roll.Slots.Count(slot => slot.Spans.Count > 0)} of {roll.Slots.Count} slots were rolled in {Durations.Text(roll.Ended - roll.Started)}; the table below has the same as text.");
    }

    internal static string Class(HealthStatus status) => status switch
    {
        HealthStatus.Green => "hgreen",
        HealthStatus.Yellow => "hyellow",
        HealthStatus.Red => "hred",
        _ => "hnone",
    };

    private static string Time(DateTimeOffset from, DateTimeOffset to) => $"{Durations.Clock(from)} to {Durations.Clock(to)}, {Durations.Text(to - from)}";

    /// <summary>Rows from top to bottom: a name in the column, bars in the picture at the same height.</summary>
    private sealed class Drawing(Scale scale)
    {
        private readonly HtmlPage _names = new(), _bars = new();
        private double _top, _bottom;

        internal void Row(string name, string style, double height)
        {
            (_top, _bottom) = (_bottom, _bottom + height);
            _names.Add($"<span class=\"{style}\" style=\"height:{height}px;line-height:{height}px\">{name}</span>");
        }

        internal void Ground(string title) =>
            _bars.Add($"<rect class=\"serve\" x=\"0%\" y=\"{_top + 2}\" width=\"100%\" height=\"{_bottom - _top - 4}\" rx=\"2\"><title>{title}</title></rect>\n");

        /// <param name="margin">Pixels above and below, within the row.</param>
        internal void Bar(string style, DateTimeOffset from, DateTimeOffset to, double margin, string title)
        {
            var (x, width) = scale.Bar(from, to);
            _bars.Add($"<rect class=\"{style}\" x=\"{x}%\" y=\"{_top + margin}\" width=\"{width}%\" height=\"{_bottom - _top - 2 * margin}\" rx=\"2\"><title>{title}</title></rect>\n");
        }

        // The names are in the picture's titles and in the table: read out once, not twice.
        internal HtmlPage Put(string text)
        {
            var page = new HtmlPage().Add($"<div class=\"names\" aria-hidden=\"true\">").Add(_names).Add($"</div>\n")
                .Add($"<svg height=\"{_bottom}\" role=\"img\" aria-labelledby=\"roll-title roll-text\"><title id=\"roll-title\">Timeline of the roll</title>\n<desc id=\"roll-text\">{text}</desc>\n");
            foreach (var (at, tick) in scale.Ticks())
                page.Add($"<line class=\"axis\" x1=\"{at}%\" x2=\"{at}%\" y1=\"{AxisHeight - 6}\" y2=\"{_bottom}\"/><text class=\"soft\" x=\"{at}%\" dx=\"3\" y=\"14\">{tick}</text>\n");
            return page.Add(_bars).Add($"</svg>\n");
        }
    }

    /// <summary>Time to percent of the width.</summary>
    private sealed class Scale(RollTimeline roll)
    {
        private const int MaxTicks = 8;

        private static readonly TimeSpan[] Steps =
        [
            .. new[] { 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400 }.Select(TimeSpan.FromSeconds),
        ];

        private readonly TimeSpan _length = roll.Ended > roll.Started ? roll.Ended - roll.Started : TimeSpan.FromSeconds(1);

        internal (double X, double Width) Bar(DateTimeOffset from, DateTimeOffset to)
        {
            var (x, end) = (X(from), X(to));
            var width = Math.Round(Math.Max(end - x, LeastWidth), 2);
            return (Math.Round(Math.Min(x, 100 - width), 2), width);
        }

        internal IEnumerable<(double X, string Text)> Ticks()
        {
            var step = Steps.FirstOrDefault(each => _length / each <= MaxTicks, Steps[^1]);
            for (var at = TimeSpan.Zero; at <= _length - step / 2; at += step) yield return (X(roll.Started + at), at == TimeSpan.Zero ? Durations.Clock(roll.Started) : $"+{Durations.Text(at)}");
        }

        private double X(DateTimeOffset time) => 100 * Math.Clamp((time - roll.Started) / _length, 0, 1);
    }
}
