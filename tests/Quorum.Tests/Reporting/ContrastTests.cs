using System.Globalization;
using System.Text.RegularExpressions;
using Quorum.Reporting;

namespace Quorum.Tests.Reporting;

/// <summary>The report's colours as they are in its own style sheet, light and dark, against WCAG 2.2 AA: 4.5:1 for text, 3:1 for shapes that mean something.</summary>
public sealed partial class ContrastTests
{
    private const double Text = 4.5, Shape = 3;

    private static readonly string[] Texts = ["text", "soft", "link", "good", "warn", "bad"];

    /// <summary>Drawn over a slot's bar.</summary>
    private static readonly string[] Activities = ["preparing", "stopping", "starting", "joining", "recovering", "soaking", "rollingback", "failed"];

    /// <summary>Drawn on the panel.</summary>
    private static readonly string[] Bands = ["hgreen", "hyellow", "hred", "hnone", "gap", "wait"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Colours_OnTheirGrounds_HaveEnoughContrast(bool dark)
    {
        var colours = Colours(dark);
        var pairs = Texts.SelectMany(each => new[] { (each, On: "ground", Least: Text), (each, On: "panel", Least: Text) })
            .Concat(Activities.Select(each => (each, On: "serve", Least: Shape))).Concat(Bands.Select(each => (each, On: "panel", Least: Shape))).ToList();
        Assert.Equal(26, pairs.Count);
        Assert.Empty(pairs.Where(pair => Contrast(colours[pair.each], colours[pair.On]) < pair.Least)
            .Select(pair => $"{pair.each} {colours[pair.each]} on {pair.On} {colours[pair.On]}: {Contrast(colours[pair.each], colours[pair.On]).ToString("0.00", CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public void Schemes_DefineTheSameColours() => Assert.Equal(Colours(false).Keys.Order(), Colours(true).Keys.Order());

    [Theory]
    [InlineData("#000", "#fff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    public void Contrast_IsThatOfWcag(string a, string b, double expected) => Assert.Equal(expected, Contrast(a, b), 2);

    private static Dictionary<string, string> Colours(bool dark)
    {
        var html = HtmlReport.Render(SampleReport.Of());
        var roots = Root().Matches(html);
        Assert.Equal(2, roots.Count);
        return Colour().Matches(roots[dark ? 1 : 0].Value).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var hex = colour.Length == 4 ? string.Concat(colour[1..].Select(digit => $"{digit}{digit}")) : colour[1..];
        double Part(int at) => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        return 0.2126 * Part(0) + 0.7152 * Part(2) + 0.0722 * Part(4);
    }

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Root();

    [GeneratedRegex(@"--([a-z]+):(#[0-9a-f]{3,6})\b")]
    private static partial Regex Colour();
}
