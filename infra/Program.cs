using Pulumi;
using Quorum.Infra;

return await Deployment.RunAsync(() => InfraProgram.DefineAsync(InfraProgram.Configuration()));
