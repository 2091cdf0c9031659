using Quorum.Infra;

namespace Infra.Tests.Graph;

public sealed class GraphExportTests
{
    [Fact]
    public async Task Export_SameConfigTwice_SameBytes()
    {
        var first = await GraphExport.ExportAsync(Configs.Small, "dev");
        Assert.Equal(first, await GraphExport.ExportAsync(Configs.Small, "dev"));
        if (Environment.GetEnvironmentVariable("DUMP") is { } p) File.WriteAllText(p, first);
    }
}
