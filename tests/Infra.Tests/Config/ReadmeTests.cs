using System.Text.RegularExpressions;
using Quorum.Infra;
using Quorum.Provisioning;

namespace Infra.Tests.Config;

/// <summary>What <c>infra/README.md</c> says is what the program does.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = Read();

    [Fact]
    public void Configuration_EveryKey_IsDescribedWithItsDefault()
    {
        var described = Row().Matches(Text).Select(row => (Key: row.Groups[1].Value, Default: row.Groups[2].Value.Trim('`'))).ToArray();
        var defaults = new InfraConfig { ClusterName = "", Region = "", AccountId = "" };
        Assert.Equal(
            InfraConfigKeys.All.Select(key => (key.Name, key.Required ? "required" : key.Get(defaults) is { Length: > 0 } value ? value : "empty")),
            described);
    }

    [Fact]
    public void ByHand_TheKeysItSets_AreAllThatIsRequired()
    {
        var given = Set().Matches(Text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var config = InfraConfig.FromKeys(given.GetValueOrDefault);
        Assert.Equal((given["clusterName"], given["region"], given["accountId"]), (config.ClusterName, config.Region, config.AccountId));
    }

    [Fact]
    public async Task Outputs_EveryOne_IsListed()
    {
        var section = Text[Text.IndexOf("## Stack outputs", StringComparison.Ordinal)..];
        var listed = Word().Matches(section).Select(match => match.Groups[1].Value).ToHashSet();
        var outputs = ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Full, "dev")).Outputs;
        var made = outputs.EnumerateObject().Select(output => output.Name)
            .Concat(outputs.GetProperty("slots").EnumerateArray().First().EnumerateObject().Select(member => member.Name));
        Assert.Equal(made.Order(StringComparer.Ordinal).Distinct(), listed.Order(StringComparer.Ordinal));
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream("infra-readme.md")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("""^\| `([a-z][A-Za-z]+)` \| (required|empty|`[^`]+`) \|""", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^pulumi config set quorum:([A-Za-z]+) ([^ \n]+)$", RegexOptions.Multiline)]
    private static partial Regex Set();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Word();
}
