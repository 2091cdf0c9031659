using System.Globalization;
using Quorum.Smoke;

namespace Quorum.Reporting;

/// <summary>The cluster as a picture: one column per zone, one card per slot.</summary>
internal static class TopologySvg
{
    private const double CardWidth = 200, CardHeight = 62, Gap = 10, Head = 24;
    private const int DigestShown = 12;

    /// <param name="id">Prefix of the ids in the picture, unique in the page.</param>
    internal static HtmlPage Draw(ClusterStatus status, string id)
    {
        var rows = status.Zones.Select(zone => zone.Slots.Count).DefaultIfEmpty(0).Max();
        var width = Math.Max(1, status.Zones.Count) * (CardWidth + 2 * Gap);
        var height = Head + rows * (CardHeight + Gap) + Gap;
        var page = new HtmlPage().Add($"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\"><title id=\"{id}-title\">Zones and slots</title>\n")
            .Add($"<desc id=\"{id}-text\">{Describe(status)}</desc>\n");
        foreach (var (column, zone) in status.Zones.Index())
        {
            var x = column * (CardWidth + 2 * Gap);
            page.Add($"<rect class=\"zone\" x=\"{x + 2}\" y=\"2\" width=\"{CardWidth + 2 * Gap - 4}\" height=\"{height - 4}\" rx=\"8\"/><text class=\"soft\" x=\"{x + Gap}\" y=\"18\">{zone.Name}</text>\n");
            foreach (var (row, slot) in zone.Slots.Index()) Card(page, slot, x + Gap, Head + row * (CardHeight + Gap));
        }
        return page.Add($"</svg>\n");
    }

    private static void Card(HtmlPage page, SlotStatus slot, double x, double y)
    {
        var style = !slot.InCluster ? "card out" : slot.IsMaster ? "card master" : "card";
        var state = !slot.InCluster ? "not in the cluster" : slot.IsMaster ? "elected master" : slot.Votes ? "votes" : "";
        var load = string.Create(CultureInfo.InvariantCulture, $"{slot.Copies} copies{(slot.DiskUsedPercent is { } disk ? $", disk {disk:0} %" : "")}{(slot.HeapUsedPercent is { } heap ? $", heap {heap} %" : "")}");
        page.Add($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" width=\"{CardWidth}\" height=\"{CardHeight}\" rx=\"6\"/>")
            .Add($"<text x=\"{x + 8}\" y=\"{y + 18}\" style=\"font-weight:600\">{slot.Name}</text><text class=\"soft\" text-anchor=\"end\" x=\"{x + CardWidth - 8}\" y=\"{y + 18}\">{state}</text>")
            .Add($"<text class=\"soft\" x=\"{x + 8}\" y=\"{y + 36}\">{slot.Version} {Short(slot.Digest)}</text>")
            .Add($"<text class=\"soft\" x=\"{x + 8}\" y=\"{y + 53}\">{load}</text>\n");
    }

    private static string Short(string digest)
    {
        var hash = digest[(digest.IndexOf(':') + 1)..];
        return hash.Length > DigestShown ? hash[..DigestShown] : hash;
    }

    private static string Describe(ClusterStatus status) => string.Join("; ", status.Zones.Select(zone =>
        $"zone {zone.Name}: {string.Join(", ", zone.Slots.Select(slot => $"{slot.Name} {(slot.InCluster ? slot.Version : "not in the cluster")}{(slot.IsMaster ? " (master)" : "")}"))}"));
}
