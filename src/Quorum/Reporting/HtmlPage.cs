using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Quorum.Reporting;

/// <summary>Builds HTML in which every value is encoded: text can only be added through an interpolated string, whose holes are encoded.</summary>
internal sealed class HtmlPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup; each hole is encoded, numbers by the invariant culture with at most two decimals.</summary>
    internal HtmlPage Add(FormattableString markup)
    {
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, [.. markup.GetArguments().Select(Value)]);
        return this;
    }

    /// <summary>Adds a part that was built in the same way.</summary>
    internal HtmlPage Add(HtmlPage part)
    {
        _text.Append(part._text);
        return this;
    }

    /// <summary>Adds text that this program itself wrote: the style sheet.</summary>
    internal HtmlPage AddConstant(string markup)
    {
        _text.Append(markup);
        return this;
    }

    internal void Table(string caption, string[] head, IEnumerable<(string Class, string[] Cells)> rows)
    {
        Add($"<table><caption>{caption}</caption><thead><tr>");
        foreach (var cell in head) Add($"<th scope=\"col\">{cell}</th>");
        Add($"</tr></thead><tbody>");
        foreach (var (style, cells) in rows)
        {
            Add($"<tr class=\"{style}\">");
            // The head is repeated in each cell for narrow screens, where a row is shown as a card.
            foreach (var (i, cell) in cells.Index()) Add($"<td data-head=\"{head[i]}\">{cell}</td>");
            Add($"</tr>");
        }
        Add($"</tbody></table>\n");
    }

    public override string ToString() => _text.ToString();

    private static object Value(object? hole) => hole switch
    {
        null => "",
        double number => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture),
        _ => Encoder.Encode(Convert.ToString(hole, CultureInfo.InvariantCulture) ?? ""),
    };
}
