using System.Text;
using System.Text.Json;
using Quorum.Provisioning.Pinning;

namespace Quorum.Tests.Provisioning;

public sealed class ParameterTextTests
{
    /// <summary>before | after, with the key K set to "new"</summary>
    [Theory]
    [InlineData("""{ "K": "old" }""", """{ "K": "new" }""")]
    [InlineData("{\n  \"A\": \"1\",\n  \"K\" : \"old\" , // of K\n  \"B\": \"2\"\n}\n", "{\n  \"A\": \"1\",\n  \"K\" : \"new\" , // of K\n  \"B\": \"2\"\n}\n")]
    [InlineData("{\r\n\t\"K\": \"old\",\r\n\t\"B\": \"ü€\"\r\n}", "{\r\n\t\"K\": \"new\",\r\n\t\"B\": \"ü€\"\r\n}")]
    [InlineData("/* K: */ { /* \"K\": \"x\", */ \"K\": /* old */ \"old\", } // end", "/* K: */ { /* \"K\": \"x\", */ \"K\": /* old */ \"new\", } // end")]
    [InlineData("""{ "N": { "K": "inner", "L": [{ "K": 1 }] }, "K": "old" }""", """{ "N": { "K": "inner", "L": [{ "K": 1 }] }, "K": "new" }""")]
    [InlineData("""{ "\u004b": "o\u006cd" }""", """{ "\u004b": "new" }""")]
    public void Write_AKeyThatIsThere_ExchangesItsValueOnly(string before, string after) => Assert.Equal(after, Written(before));

    [Theory]
    [InlineData("{\n  \"A\": \"1\"\n}\n", "{\n  \"A\": \"1\",\n  \"K\": \"new\"\n}\n")]
    [InlineData("{\r\n    \"A\": \"1\"\r\n}\r\n", "{\r\n    \"A\": \"1\",\r\n    \"K\": \"new\"\r\n}\r\n")]
    [InlineData("{\n\t\"A\": \"1\",\n}", "{\n\t\"A\": \"1\",\n\t\"K\": \"new\",\n}")]
    [InlineData("{\n  \"A\": \"1\" // one, and only\n  // the end, really\n}\n", "{\n  \"A\": \"1\", // one, and only\n  // the end, really\n  \"K\": \"new\"\n}\n")]
    [InlineData("{\n  \"A\": \"1\", // one\n  /* voilà */\n}\n", "{\n  \"A\": \"1\", // one\n  /* voilà */\n  \"K\": \"new\",\n}\n")]
    [InlineData("{\n  \"N\": {\n    \"K\": \"inner, not it\"\n  }\n}\n", "{\n  \"N\": {\n    \"K\": \"inner, not it\"\n  },\n  \"K\": \"new\"\n}\n")]
    [InlineData("{ \"A\": \"1\", \"B\": [1,2] }\n", "{ \"A\": \"1\", \"B\": [1,2], \"K\": \"new\" }\n")]
    [InlineData("{\"A\":\"1\"}", "{\"A\":\"1\", \"K\": \"new\" }")]
    [InlineData("{\n  \"A\": \"1\"}", "{\n  \"A\": \"1\",\n  \"K\": \"new\"\n}")]
    [InlineData("{}", "{ \"K\": \"new\" }")]
    [InlineData("{\n}\n", "{\n  \"K\": \"new\"\n}\n")]
    [InlineData("{ // nothing, yet\n}\n", "{ // nothing, yet\n  \"K\": \"new\"\n}\n")]
    public void Write_AKeyThatIsNotThere_PutsItBehindTheOthersAsTheyAreWritten(string before, string after)
    {
        Assert.Null(ParameterText.Read(Bytes(before), "K"));
        Assert.Equal(after, Written(before));
    }

    [Fact]
    public void Write_AByteOrderMark_StaysWhereItIs()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        Assert.Equal([.. mark, .. Bytes("""{ "K": "new" }""")], ParameterText.Write([.. mark, .. Bytes("""{ "K": "old" }""")], "K", "new"));
        Assert.Equal([.. mark, .. Bytes("""{ "A": "1", "K": "new" }""")], ParameterText.Write([.. mark, .. Bytes("""{ "A": "1" }""")], "K", "new"));
    }

    [Theory]
    [InlineData("a=b+c&d<e>'ü")]
    [InlineData("a \"quoted\" \\ and\nnext")]
    public void Write_AnyText_IsReadBackAndIsReadableWhereJsonLetsItBe(string value)
    {
        var written = ParameterText.Write(Bytes("""{ "K": "old" }"""), "K", value);
        Assert.Equal(value, ParameterText.Read(written, "K"));
        if (value[0..2] == "a=") Assert.Contains(value, Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{ \"K\": ", "")]
    [InlineData("{ \"A\" \"1\" }", "")]
    [InlineData("{ \"A\": \"1\" } more", "")]
    [InlineData("[\"K\"]", "no object")]
    [InlineData("\"K\"", "no object")]
    [InlineData("{ \"K\": \"1\", \"K\": \"2\" }", "K is in it twice")]
    [InlineData("{ \"K\": 1 }", "the value of K is no text")]
    [InlineData("{ \"K\": { \"K\": \"1\" } }", "the value of K is no text")]
    [InlineData("{ \"K\": null }", "the value of K is no text")]
    public void File_Damaged_IsRefusedWithTheReason(string text, string reason)
    {
        Assert.Contains(reason, Assert.ThrowsAny<JsonException>(() => ParameterText.Read(Bytes(text), "K")).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => ParameterText.Write(Bytes(text), "K", "new"));
    }

    [Fact]
    public void File_NotInUtf8_IsRefused() =>
        Assert.Contains("UTF-8", Assert.Throws<JsonException>(() => ParameterText.Read([.. Bytes("{ \"K\": \""), 0xE4, .. Bytes("\" }")], "K")).Message, StringComparison.Ordinal);

    private static string Written(string before)
    {
        var written = ParameterText.Write(Bytes(before), "K", "new");
        Assert.Equal("new", ParameterText.Read(written, "K"));
        Assert.Equal(written, ParameterText.Write(written, "K", "new"));
        return Encoding.UTF8.GetString(written);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
