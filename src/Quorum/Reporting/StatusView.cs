using System.Globalization;
using Quorum.Elasticsearch;
using Quorum.Smoke;
using Spectre.Console;

namespace Quorum.Reporting;

/// <summary>The status screen: zones × slots.</summary>
public static class StatusView
{
    private const int DigestShown = 19;
    private const double DiskWarn = 80;

    public static void Write(IAnsiConsole console, ClusterStatus status)
    {
        console.Write(new Text($"{status.ClusterName}  "));
        console.Write(new Text(status.Health.ToString().ToLowerInvariant(), new Style(Colour(status.Health))));
        console.Write(new Text($"  master {Or(status.Master, "none")}  {status.Shards} copies, {status.UnassignedShards} unassigned  uuid {Or(status.ClusterUuid, "unknown")}\n"));
        var table = new Table().Border(console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii);
        foreach (var column in new[] { "Zone", "Slot", "State", "Roles", "Version", "Digest", "Revision", "Disk", "Heap", "Copies", "Up" }) table.AddColumn(column);
        foreach (var zone in status.Zones)
        {
            foreach (var (index, slot) in zone.Slots.Index())
                table.AddRow(new[]
                {
                    new Text(index == 0 ? zone.Name : ""), new Text(slot.Name), State(slot), new Text(Roles(slot)), new Text(slot.Version), new Text(Short(slot.Digest)), new Text(slot.Revision),
                    Percent(slot.DiskUsedPercent), new Text(slot.HeapUsedPercent is { } heap ? $"{heap} %" : ""), new Text($"{slot.Copies}"), new Text(slot.Uptime is { } up ? Durations.Text(up) : ""),
                });
        }
        console.Write(table);
        Lines(console, "deployment under way", status.Deployments, Color.Yellow);
        Lines(console, "left over", status.Leftovers, Color.Yellow);
        Lines(console, "could not be read", status.Errors, Color.Red);
        if (status.LastRoll.Length > 0) console.Write(new Text($"last roll: {status.LastRoll}\n"));
    }

    private static void Lines(IAnsiConsole console, string what, IReadOnlyList<string> lines, Color colour)
    {
        foreach (var line in lines) console.Write(new Text($"{what}: {line}\n", new Style(colour)));
    }

    private static Text State(SlotStatus slot) => slot switch
    {
        { InCluster: false } => new Text(Or(slot.TaskStatus.ToLowerInvariant(), "absent"), new Style(Color.Red)),
        { IsMaster: true } => new Text("master", new Style(Color.Green)),
        _ => new Text("in", new Style(Color.Green)),
    };

    private static string Roles(SlotStatus slot) => (slot.Roles.Count > 4 ? "all" : string.Join(',', slot.Roles)) + (slot.Votes ? " (votes)" : "");

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
