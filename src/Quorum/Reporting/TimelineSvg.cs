using Quorum.Elasticsearch;

namespace Quorum.Reporting;

/// <summary>The roll as a picture: slots × time, with the health above and the proof's gaps and the waits below.</summary>
internal static class TimelineSvg
{
    private const double Width = 1000, Left = 130, Right = 12, BandHeight = 14, AxisHeight = 26, ZoneGap = 8;
    private const double TallRow = 22, LowRow = 12, TextDrop = 0.72;

    /// <summary>From this many slots on, rows are low, so that 90 slots still fit a screen or two.</summary>
    private const int ManySlots = 24;

    private const double LeastWidth = 2.5;

    internal static readonly (SlotActivity Activity, string Text)[] Legend =
    [
        (SlotActivity.Preparing, "preparing"), (SlotActivity.Stopping, "stopping"), (SlotActivity.Starting, "starting"), (SlotActivity.Joining, "joining"),
        (SlotActivity.Recovering, "recovering"), (SlotActivity.Soaking, "soaking"), (SlotActivity.RollingBack, "rolling back"), (SlotActivity.Failed, "failed"),
    ];

    internal static string Class(SlotActivity activity) => activity.ToString().ToLowerInvariant();

    internal static HtmlPage Draw(RollTimeline roll)
    {
        var row = roll.Slots.Count > ManySlots ? LowRow : TallRow;
        var body = new HtmlPage();
        var scale = new Scale(roll);
        var y = AxisHeight;
        Label(body, "health", y, BandHeight);
        foreach (var span in roll.Health) Bar(body, scale, Class(span.Status), span.From, span.To, y, BandHeight, $"{span.Status.ToString().ToLowerInvariant()} {Time(span.From, span.To)}");
        y += BandHeight + ZoneGap;
        foreach (var zone in roll.Slots.GroupBy(slot => slot.Zone))
        {
            body.Add($"<text class=\"soft\" x=\"0\" y=\"{y + 11}\">{zone.Key}</text>\n");
            y += 16;
            foreach (var slot in zone)
            {
                Label(body, slot.Name, y, row, indent: 14);
                body.Add($"<rect class=\"serve\" x=\"{Left}\" y=\"{y + 2}\" width=\"{Width - Left - Right}\" height=\"{row - 4}\" rx=\"2\"><title>{slot.Name} serves where nothing else is shown</title></rect>\n");
                foreach (var span in slot.Spans)
                    Bar(body, scale, Class(span.Activity), span.From, span.To, y + 2, row - 4, $"{slot.Name} {span.Activity.ToString().ToLowerInvariant()} {Time(span.From, span.To)}{(span.Detail.Length > 0 ? $": {span.Detail}" : "")}");
                y += row;
            }
            y += ZoneGap;
        }
        foreach (var client in roll.Gaps.GroupBy(gap => gap.Client).OrderBy(client => client.Key, StringComparer.Ordinal))
        {
            Label(body, $"{client.Key} gaps", y, BandHeight);
            foreach (var gap in client) Bar(body, scale, "gap", gap.From, gap.To, y + 1, BandHeight - 2, $"{client.Key} without an answer {Time(gap.From, gap.To)}");
            y += BandHeight + 2;
        }
        if (roll.Waits.Count > 0)
        {
            Label(body, "waits", y, BandHeight);
            foreach (var wait in roll.Waits) Bar(body, scale, "wait", wait.From, wait.To, y + 1, BandHeight - 2, $"waited for {wait.Rule} {Time(wait.From, wait.To)}: {wait.Reason}");
            y += BandHeight;
        }
        return new HtmlPage()
            .Add($"<svg viewBox=\"0 0 {Width} {y + 6}\" role=\"img\" aria-labelledby=\"roll-title roll-text\"><title id=\"roll-title\">Timeline of the roll</title>\n")
            .Add($"<desc id=\"roll-text\">{roll.Slots.Count(slot => slot.Spans.Count > 0)} of {roll.Slots.Count} slots were rolled in {Durations.Text(roll.Ended - roll.Started)}; the table below has the same as text.</desc>\n")
            .Add(Axis(scale, y)).Add(body).Add($"</svg>\n");
    }

    internal static string Class(HealthStatus status) => status switch
    {
        HealthStatus.Green => "hgreen",
        HealthStatus.Yellow => "hyellow",
        HealthStatus.Red => "hred",
        _ => "hnone",
    };

    private static HtmlPage Axis(Scale scale, double bottom)
    {
        var axis = new HtmlPage();
        foreach (var (at, text) in scale.Ticks())
            axis.Add($"<line class=\"axis\" x1=\"{at}\" x2=\"{at}\" y1=\"{AxisHeight - 6}\" y2=\"{bottom}\"/><text class=\"soft\" x=\"{at + 3}\" y=\"12\">{text}</text>\n");
        return axis;
    }

    private static void Label(HtmlPage page, string text, double y, double height, double indent = 0)
    {
        var size = Math.Min(12, height);
        page.Add($"<text x=\"{indent}\" y=\"{y + height * TextDrop}\" style=\"font-size:{size}px\">{text}</text>\n");
    }

    private static void Bar(HtmlPage page, Scale scale, string style, DateTimeOffset from, DateTimeOffset to, double y, double height, string title)
    {
        var (x, width) = scale.Bar(from, to);
        page.Add($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\"><title>{title}</title></rect>\n");
    }

    private static string Time(DateTimeOffset from, DateTimeOffset to) => $"{Durations.Clock(from)} to {Durations.Clock(to)}, {Durations.Text(to - from)}";

    /// <summary>Time to pixels.</summary>
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
            // A very short time is still seen.
            var width = Math.Max(end - x, LeastWidth);
            return (Math.Min(x, Width - Right - width), width);
        }

        internal IEnumerable<(double X, string Text)> Ticks()
        {
            var step = Steps.FirstOrDefault(each => _length / each <= MaxTicks, Steps[^1]);
            for (var at = TimeSpan.Zero; at <= _length - step / 2; at += step) yield return (X(roll.Started + at), at == TimeSpan.Zero ? Durations.Clock(roll.Started) : $"+{Durations.Text(at)}");
        }

        private double X(DateTimeOffset time) => Left + (Width - Left - Right) * Math.Clamp((time - roll.Started) / _length, 0, 1);
    }
}
