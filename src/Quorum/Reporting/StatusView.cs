using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Smoke;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quorum.Reporting;

/// <summary>The status screen: zones × slots.</summary>
public static class StatusView
{
    private const int DigestShown = 19, HexShown = 8, ShardsShown = 8;

    /// <summary>From this width on there is room for zones in a column and digests as people copy them.</summary>
    private const int WideColumns = 110;
    private const double DiskWarn = 80;
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>The same as JSON, for other programs; ends without a line break.</summary>
    public static string Json(ClusterStatus status) => JsonSerializer.Serialize(status, JsonOptions);

    /// <summary>Draws it again and again in place, until cancelled; on anything but a terminal once, as text.</summary>
    /// <param name="read">Reads the cluster anew.</param>
    public static async Task WatchAsync(IAnsiConsole console, Func<Task<ClusterStatus>> read, TimeSpan every, IClock clock, CancellationToken cancellation)
    {
        var status = await read().ConfigureAwait(false);
        if (!Terminal.DrawsInPlace(console))
        {
            Write(console, status);
            return;
        }

        await console.Live(Screen(console, status, every)).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
        {
            try
            {
                while (true)
                {
                    await clock.Delay(every, cancellation).ConfigureAwait(false);
                    var now = await read().ConfigureAwait(false);
                    if (Terminal.DrawsInPlace(console)) live.UpdateTarget(Screen(console, now, every));
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The last screen stays.
            }
        }).ConfigureAwait(false);
    }

    private static Rows Screen(IAnsiConsole console, ClusterStatus status, TimeSpan every) =>
        new([.. Parts(console, status), new Text($"as of {Durations.Clock(status.At)} UTC, again every {every.TotalSeconds:0} s, Ctrl+C ends", new Style(Color.Grey))]);

    public static void Write(IAnsiConsole console, ClusterStatus status)
    {
        foreach (var part in Parts(console, status)) console.Write(part);
    }

    private static IEnumerable<IRenderable> Parts(IAnsiConsole console, ClusterStatus status)
    {
        yield return new Paragraph().Append($"{status.ClusterName}  ").Append(status.Health.ToString().ToLowerInvariant(), new Style(Colour(status.Health)))
            .Append($"  master {Or(status.Master, "none")}  {status.Shards} copies, {status.UnassignedShards} unassigned{(console.Profile.Width >= WideColumns ? $"  uuid {Or(status.ClusterUuid, "unknown")}" : "")}\n");
        yield return console.Profile.Width >= WideColumns ? Wide(status, console.Profile.Capabilities.Unicode) : Narrow(status, console.Profile.Capabilities.Unicode);
        if (status.WithoutPrimary is { Count: > 0 } missing)
            yield return new Text($"without a primary: {string.Join(", ", missing.Take(ShardsShown))}{(missing.Count > ShardsShown ? $" and {missing.Count - ShardsShown} more" : "")}: see docs/runbooks/red.md\n", new Style(Color.Red));
        foreach (var line in Lines("deployment under way", status.Deployments, Color.Yellow).Concat(Lines("task", status.Remarks, Color.Yellow)).Concat(Lines("left over", status.Leftovers, Color.Yellow)).Concat(Lines("could not be read", status.Errors, Color.Red))) yield return line;
        if (status.LastRoll.Length > 0) yield return new Text($"last roll: {status.LastRoll}\n");
    }

    private static Table Wide(ClusterStatus status, bool unicode)
    {
        var table = new Table().Border(unicode ? TableBorder.Rounded : TableBorder.Ascii);
        foreach (var column in new[] { "Zone", "Slot", "State", "Roles", "Version", "Digest", "Rev", "Disk", "Heap", "Copies", "Up" }) table.AddColumn(new TableColumn(column).NoWrap());
        foreach (var zone in status.Zones)
            foreach (var (index, slot) in zone.Slots.Index())
                table.AddRow(new Text(index == 0 ? zone.Name : ""), new Text(slot.Name), State(slot), new Text(Roles(slot)), new Text(slot.Version), new Text(Short(slot.Digest)), new Text(Revision(slot)), Percent(slot.DiskUsedPercent), Heap(slot), new Text($"{slot.Copies}"), new Text(Up(slot)));
        return table;
    }

    // 80 columns: the zone gets a line of its own, roles are Elasticsearch's letters, digests the beginning of their digits.
    private static Table Narrow(ClusterStatus status, bool unicode)
    {
        var table = new Table().Border(unicode ? TableBorder.Simple : TableBorder.Ascii2);
        foreach (var column in new[] { "Slot", "State", "Roles", "Version", "Digest", "Rev", "Disk", "Heap", "Copies", "Up" }) table.AddColumn(new TableColumn(column) { Padding = new Padding(0, 0, 1, 0) }.NoWrap());
        foreach (var zone in status.Zones)
        {
            table.AddRow(new Text(zone.Name, new Style(decoration: Decoration.Bold)));
            foreach (var slot in zone.Slots)
                table.AddRow(new Text($" {slot.Name}"), State(slot), new Text(Letters(slot)), new Text(slot.Version), new Text(Hex(slot.Digest)), new Text(Revision(slot)), Percent(slot.DiskUsedPercent), Heap(slot), new Text($"{slot.Copies}"), new Text(Up(slot).Replace(" ", "", StringComparison.Ordinal)));
        }

        return table;
    }

    private static IEnumerable<IRenderable> Lines(string what, IReadOnlyList<string> lines, Color colour) => lines.Select(line => new Text($"{what}: {line}\n", new Style(colour)));

    // The family is the slot's name; what differs is the number.
    private static string Revision(SlotStatus slot) => slot.Revision.Split(':')[^1];

    private static Text Heap(SlotStatus slot) => new(slot.HeapUsedPercent is { } heap ? $"{heap} %" : "");

    private static string Up(SlotStatus slot) => slot.Uptime is { } up ? Durations.Text(up) : "";

    // As _cat/nodes abbreviates them; * marks a voter.
    private static string Letters(SlotStatus slot) => RoleLetters(slot) + (slot.Votes ? "*" : "");

    private static string Hex(string digest) => digest.Split(':')[^1] is var hex && hex.Length > HexShown ? hex[..HexShown] : hex;

    private static Text State(SlotStatus slot) => slot switch
    {
        { InCluster: false } => new Text(Or(slot.TaskStatus.ToLowerInvariant(), "absent"), new Style(Color.Red)),
        { IsMaster: true } => new Text("master", new Style(Color.Green)),
        _ => new Text("in", new Style(Color.Green)),
    };

    private static string Roles(SlotStatus slot) => RoleLetters(slot) + (slot.Votes ? " (votes)" : "");

    private static string RoleLetters(SlotStatus slot) => slot.Roles.Count > 4 ? "all" : string.Concat(slot.Roles.Select(role => role.StartsWith("data_", StringComparison.Ordinal) ? role[5] : role[0]).Order());

    private static Text Percent(double? percent) => percent is { } value
        ? new Text(string.Create(CultureInfo.InvariantCulture, $"{value:0} %"), new Style(value >= DiskWarn ? Color.Yellow : Color.Default))
        : new Text("");

    private static string Short(string digest) => digest.Length > DigestShown ? digest[..DigestShown] : digest;

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static Color Colour(HealthStatus health) => health switch
    {
        HealthStatus.Green => Color.Green,
        HealthStatus.Yellow => Color.Yellow,
        _ => Color.Red,
    };
}
