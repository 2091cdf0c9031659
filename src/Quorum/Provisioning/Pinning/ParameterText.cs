using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quorum.Provisioning.Pinning;

/// <summary>
/// One text value of a parameters file, read and written among everything else that people keep there: order, comments, indentation, line ends, trailing
/// commas and a byte order mark stay byte for byte.
/// </summary>
internal static class ParameterText
{
    private const byte NewLine = (byte)'\n', Comma = (byte)',';
    private const string DefaultIndent = "  ";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>Null when the file does not have the key.</returns>
    /// <exception cref="JsonException">The file is no JSON object in UTF-8, or the key is there twice, or its value is no text.</exception>
    public static string? Read(byte[] file, string key) => Layout.Of(file, key).Value;

    /// <summary>The file with the key's value exchanged, or with the key after all others when it was not there.</summary>
    /// <exception cref="JsonException">As <see cref="Read"/>.</exception>
    public static byte[] Write(byte[] file, string key, string value)
    {
        var layout = Layout.Of(file, key);
        // Nothing is escaped that JSON does not want escaped: = and + and & stay readable.
        var text = $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
        return layout.Value is null ? Added(file, layout, $"\"{key}\": {text}") : [.. file[..layout.ValueStart], .. Strict.GetBytes(text), .. file[layout.ValueEnd..]];
    }

    private static byte[] Added(byte[] file, Layout layout, string property)
    {
        // Behind a comment after the last value, which is about that value.
        var end = layout.Close;
        while (file[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or NewLine) end--;
        var oneLine = file.AsSpan(layout.Open, layout.Close - layout.Open).IndexOf(NewLine) < 0;
        var lineEnd = file.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        var before = oneLine ? " " : lineEnd + Indent(file, layout.LastName);
        var after = layout.TrailingComma ? "," : "";
        if (end == layout.Close) after += oneLine ? " " : lineEnd;
        if (layout.LastEnd is not { } last) return [.. file[..end], .. Strict.GetBytes(before + property + after), .. file[end..]];
        return [.. file[..last], .. Strict.GetBytes(layout.TrailingComma ? "" : ","), .. file[last..end], .. Strict.GetBytes(before + property + after), .. file[end..]];
    }

    // Of the line that the last name stands on.
    private static string Indent(byte[] file, int? name)
    {
        if (name is not { } at) return DefaultIndent;
        var start = file.AsSpan(0, at).LastIndexOf(NewLine) + 1;
        var length = 0;
        while (file[start + length] is (byte)' ' or (byte)'\t') length++;
        return Strict.GetString(file, start, length);
    }

    /// <summary>Where things stand in the file, in bytes from its beginning.</summary>
    /// <param name="Open">The opening brace.</param>
    /// <param name="Close">The closing brace.</param>
    /// <param name="LastName">Where the last name begins; null in an empty object.</param>
    /// <param name="LastEnd">Behind the last value; null in an empty object.</param>
    /// <param name="Value">Of the key asked for; null when there is none.</param>
    private sealed record Layout(int Open, int Close, int? LastName, int? LastEnd, bool TrailingComma, string? Value, int ValueStart, int ValueEnd)
    {
        private static readonly JsonReaderOptions AsTheEngineReads = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Allow };

        public static Layout Of(byte[] file, string key)
        {
            var mark = file.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            RequireText(file);
            var reader = new Utf8JsonReader(file.AsSpan(mark), AsTheEngineReads);
            var layout = new Layout(0, 0, null, null, false, null, 0, 0);
            var (asked, comments) = (false, 0);
            while (reader.Read())
            {
                var (start, end) = (mark + (int)reader.TokenStartIndex, mark + (int)reader.BytesConsumed);
                switch (reader.TokenType, reader.CurrentDepth)
                {
                    case (JsonTokenType.Comment, _):
                        comments += file.AsSpan(start, end - start).Count(Comma);
                        break;
                    case (JsonTokenType.StartObject, 0):
                        layout = layout with { Open = start };
                        break;
                    case (JsonTokenType.EndObject, 0):
                        // Behind the last value there are only white space, comments, and perhaps the comma.
                        layout = layout with { Close = start, TrailingComma = layout.LastEnd is { } last && file.AsSpan(last, start - last).Count(Comma) > comments };
                        break;
                    case (_, 0):
                        throw new JsonException("it is no object of names and values");
                    case (JsonTokenType.PropertyName, 1):
                        asked = reader.ValueTextEquals(key);
                        layout = layout with { LastName = start };
                        break;
                    case (_, 1):
                        if (asked) layout = layout.WithValue(ref reader, key, start, end);
                        (layout, comments) = (layout with { LastEnd = end }, 0);
                        break;
                }
            }

            return layout;
        }

        private Layout WithValue(ref Utf8JsonReader reader, string key, int start, int end)
        {
            if (Value is not null) throw new JsonException($"{key} is in it twice");
            if (reader.TokenType != JsonTokenType.String) throw new JsonException($"the value of {key} is no text");
            return this with { Value = reader.GetString()!, ValueStart = start, ValueEnd = end };
        }

        private static void RequireText(byte[] file)
        {
            try
            {
                _ = Strict.GetCharCount(file);
            }
            catch (DecoderFallbackException error)
            {
                throw new JsonException("it is not UTF-8", error);
            }
        }
    }
}
