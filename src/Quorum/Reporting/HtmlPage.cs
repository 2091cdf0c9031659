using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Quorum.Reporting;

/// <summary>Builds HTML in which every value is encoded: text can only be added through an interpolated string, whose holes are encoded.</summary>
internal sealed class HtmlPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Columns of names and times: a time broken over two lines reads as two.</summary>
    private static readonly HashSet<string> OneLine = new(["Result", "Stage", "Time", "Verdict", "Check", "Change", "Slot", "Zone", "From", "To", "Rule", "Client", "Health"], StringComparer.Ordinal);

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

    /// <summary>A table; a column in which no row has anything is left out.</summary>
    internal void Table(string caption, string[] head, IEnumerable<(string Class, string[] Cells)> rows)
    {
        var all = rows.ToList();
        Table(caption, head, all.Select(row => (row.Class, row.Cells.Select(cell => new HtmlPage().Add($"{cell}")).ToArray())));
    }

    /// <summary>A table whose cells are markup built in the same way.</summary>
    internal void Table(string caption, string[] head, IEnumerable<(string Class, HtmlPage[] Cells)> rows)
    {
        var all = rows.ToList();
        var columns = Enumerable.Range(0, head.Length).Where(column => all.Count == 0 || all.Any(row => row.Cells[column]._text.Length > 0)).ToList();
        Add($"<table><caption>{caption}</caption><thead><tr>");
        foreach (var column in columns) Add($"<th scope=\"col\">{head[column]}</th>");
        Add($"</tr></thead><tbody>");
        foreach (var (style, cells) in all)
        {
            Add($"<tr class=\"{style}\">");
            // The head is repeated in each cell for narrow screens, where a row is shown as a card.
            foreach (var column in columns) Add($"<td class=\"{(OneLine.Contains(head[column]) ? "line" : "")}\" data-head=\"{head[column]}\">").Add(cells[column]).Add($"</td>");
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
