namespace Nuke.Common.Logging;

/// <summary>Collects output and writes it to the console in one piece.</summary>
internal sealed class OutputBuffer(Theme theme)
{
    /// <summary>The engine's "blank" lines are not empty, so that log viewers keep them.</summary>
    private const string Blank = "\u200b";

    private static readonly Lock s_console = new();

    private readonly List<(string Text, Style Style)> _parts = [];

    public OutputBuffer Plain(string text)
    {
        _parts.Add((text, (Style)(-1)));
        return this;
    }

    public OutputBuffer Write(string text, Style style)
    {
        _parts.Add((text, style));
        return this;
    }

    public OutputBuffer End() => Plain("\n");

    public OutputBuffer Line() => Plain(Blank + "\n");

    public OutputBuffer Line(string text, Style style) => Write(text, style).End();

    public void Flush()
    {
        lock (s_console)
        {
            if (ReferenceEquals(theme, Theme.Colours))
            {
                foreach (var (text, style) in _parts)
                    WritePart(Console.Out, text, style);
            }
            else
            {
                var writer = new StringWriter();
                foreach (var (text, style) in _parts)
                    WritePart(writer, text, style);
                Console.Out.Write(writer.ToString());
            }
        }

        _parts.Clear();
    }

    private void WritePart(TextWriter writer, string text, Style style)
    {
        if ((int)style < 0)
            writer.Write(text);
        else
            theme.Write(writer, text, style);
    }
}
