using System.Globalization;
using Quorum.Smoke;

namespace Quorum.Reporting;

/// <summary>The cluster before and after the run, zone by zone: one card per slot, and on it what became of what it was.</summary>
internal static class TopologyCards
{
    private const int DigestShown = 12;

    /// <summary>With more slots in a zone, a card leaves the load out.</summary>
    private const int ManySlots = 12;

    /// <summary>With no more slots in any zone, the zones are columns beside each other.</summary>
    private const int FewSlots = 4;

    /// <param name="before">Null on a first deployment.</param>
    /// <param name="after">Null when it could not be read.</param>
    internal static HtmlPage Draw(ClusterStatus? before, ClusterStatus? after)
    {
        var zones = Zones(before, after).Select(zone => (Name: zone, Slots: Pairs(Of(before, zone), Of(after, zone)).ToList())).ToList();
        var page = new HtmlPage().Add($"<div class=\"{(zones.All(zone => zone.Slots.Count <= FewSlots) ? "few" : "")}\">\n");
        foreach (var (zone, slots) in zones)
        {
            page.Add($"<div><h3>{zone} <span class=\"soft\">{Summary(slots)}</span></h3><ul class=\"cards\">\n");
            foreach (var slot in slots) Card(page, slot, slots.Count <= ManySlots);
            page.Add($"</ul></div>\n");
        }
        return page.Add($"</div>\n");
    }

    private static IEnumerable<string> Zones(params ClusterStatus?[] all) =>
        all.OfType<ClusterStatus>().SelectMany(status => status.Zones).Select(zone => zone.Name).Distinct().Order(StringComparer.Ordinal);

    private static IReadOnlyList<SlotStatus>? Of(ClusterStatus? status, string zone) => status is null ? null : [.. status.Zones.Where(each => each.Name == zone).SelectMany(each => each.Slots)];

    private static IEnumerable<Pair> Pairs(IReadOnlyList<SlotStatus>? before, IReadOnlyList<SlotStatus>? after) =>
        (before ?? []).Concat(after ?? []).Select(slot => slot.Name).Distinct().Order(StringComparer.Ordinal)
        .Select(name => new Pair(before?.FirstOrDefault(slot => slot.Name == name), after?.FirstOrDefault(slot => slot.Name == name)));

    private static string Summary(IReadOnlyCollection<Pair> slots)
    {
        var (there, all) = (slots.Count(slot => slot.Last.InCluster), slots.Count);
        var changed = slots.Count(slot => slot.Before is { } was && slot.After is { } now && (was.Version, was.Digest) != (now.Version, now.Digest));
        return $"{(there == all ? Durations.Count(all, "slot") : $"{there} of {Durations.Count(all, "slot")} in the cluster")}{(changed > 0 ? $", {changed} on another image" : "")}";
    }

    private static void Card(HtmlPage page, Pair slot, bool load)
    {
        var last = slot.Last;
        var style = !last.InCluster ? "out" : last.IsMaster ? "master" : "";
        page.Add($"<li class=\"{style}\"><b>{last.Name}</b> <span class=\"state\">{Change(slot, State)}</span><span class=\"soft\">{Change(slot, each => each.Version)}</span><code class=\"soft\">{Change(slot, each => Short(each.Digest))}</code>");
        if (load) page.Add($"<span class=\"soft\">{Load(last)}</span>");
        page.Add($"</li>\n");
    }

    // What was and what is, where both are known and differ.
    private static string Change(Pair slot, Func<SlotStatus, string> value)
    {
        var now = value(slot.Last);
        return slot.Before is { } before && slot.After is not null && value(before) is var was && was != now ? $"{Or(was)} → {Or(now)}" : now;
    }

    private static string Or(string text) => text.Length > 0 ? text : "–";

    private static string State(SlotStatus slot) => !slot.InCluster ? "not in the cluster" : slot.IsMaster ? "elected master" : slot.Votes ? "votes" : "member";

    private static string Load(SlotStatus slot) => slot.InCluster
        ? string.Create(CultureInfo.InvariantCulture, $"{slot.Copies} copies{(slot.DiskUsedPercent is { } disk ? $", disk {disk:0} %" : "")}{(slot.HeapUsedPercent is { } heap ? $", heap {heap} %" : "")}")
        : "";

    private static string Short(string digest)
    {
        var hash = digest[(digest.IndexOf(':') + 1)..];
        return hash.Length > DigestShown ? hash[..DigestShown] : hash;
    }

    private sealed record Pair(SlotStatus? Before, SlotStatus? After)
    {
        internal SlotStatus Last => After ?? Before ?? throw new InvalidOperationException("A slot is of before or after.");
    }
}
