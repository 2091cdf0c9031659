namespace Nuke.Common.Logging;

internal enum Style
{
    Text,
    Secondary,
    Verbose,
    Debug,
    Information,
    Success,
    Warning,
    Error,
    Fatal,
}

/// <summary>How styles look: ANSI sequences, the console's own colours, or nothing.</summary>
internal abstract class Theme
{
    public static readonly Theme Ansi = new AnsiTheme();
    public static readonly Theme Colours = new ColourTheme();
    public static readonly Theme Plain = new PlainTheme();

    public static Theme ForTerminal()
    {
        // The real engine's rule, also when output is redirected.
        if (Environment.GetEnvironmentVariable("TERM")?.StartsWith("xterm", StringComparison.Ordinal) == true)
            return Ansi;
        return Console.IsOutputRedirected ? Plain : Colours;
    }

    public abstract void Write(TextWriter writer, string text, Style style);

    private sealed class PlainTheme : Theme
    {
        public override void Write(TextWriter writer, string text, Style style) => writer.Write(text);
    }

    private sealed class AnsiTheme : Theme
    {
        private const string Reset = "\u001b[0m";

        public override void Write(TextWriter writer, string text, Style style)
        {
            if (text.Length == 0)
                return;
            writer.Write(Code(style));
            writer.Write(text);
            writer.Write(Reset);
        }

        private static string Code(Style style) => style switch
        {
            Style.Success => "\u001b[32;1m",
            Style.Debug => "\u001b[39;1m",
            Style.Information => "\u001b[38;5;45;1m",
            Style.Warning => "\u001b[38;5;214;1m",
            Style.Error => "\u001b[38;5;196;1m",
            Style.Verbose => "\u001b[90;1m",
            Style.Secondary => "\u001b[38;5;247m",
            Style.Fatal => "\u001b[38;5;231;1m\u001b[48;5;196m",
            _ => "\u001b[39m",
        };
    }

    private sealed class ColourTheme : Theme
    {
        public override void Write(TextWriter writer, string text, Style style)
        {
            // Colours are a state of the console itself, so what is buffered goes out first.
            writer.Flush();
            Console.ForegroundColor = style switch
            {
                Style.Success => ConsoleColor.Green,
                Style.Information => ConsoleColor.Cyan,
                Style.Warning => ConsoleColor.Yellow,
                Style.Error or Style.Fatal => ConsoleColor.Red,
                Style.Verbose or Style.Secondary => ConsoleColor.DarkGray,
                Style.Debug => ConsoleColor.White,
                _ => ConsoleColor.Gray,
            };
            Console.Out.Write(text);
            Console.ResetColor();
        }
    }
}
