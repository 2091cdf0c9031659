using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Quorum.LocalCloud.Oci;

/// <summary>One page of a sorted list, as <c>n</c> and <c>last</c> ask for it.</summary>
public sealed record Paging(IReadOnlyList<string> Items, int? Size, bool More)
{
    /// <exception cref="OciException">PAGINATION_NUMBER_INVALID.</exception>
    public static Paging Of(HttpRequest request, IEnumerable<string> sorted)
    {
        int? size = null;
        if (request.Query["n"].ToString() is { Length: > 0 } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) throw new OciException(400, "PAGINATION_NUMBER_INVALID", $"n={text} is not a number from 0.");
            size = number;
        }
        var last = request.Query["last"].ToString();
        var rest = sorted.Order(StringComparer.Ordinal).Where(item => last.Length == 0 || string.CompareOrdinal(item, last) > 0).ToList();
        var limit = Math.Min(size ?? RegistryLimits.MaxPage, RegistryLimits.MaxPage);
        return new Paging(rest.GetRange(0, Math.Min(limit, rest.Count)), limit, limit > 0 && rest.Count > limit);
    }

    /// <summary>Names the next page in the Link header, when there is one.</summary>
    public void Link(HttpContext context, string path)
    {
        if (More) context.Response.Headers.Link = $"<{path}?n={Size}&last={Uri.EscapeDataString(Items[^1])}>; rel=\"next\"";
    }

    public JsonArray Array() => [.. Items.Select(i => (JsonNode)i)];
}
