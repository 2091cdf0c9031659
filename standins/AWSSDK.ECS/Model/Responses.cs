using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class CreateClusterResponse : AmazonWebServiceResponse
{
    public Cluster Cluster { get; set; }
}

public partial class CreateServiceResponse : AmazonWebServiceResponse
{
    public Service Service { get; set; }
}

public partial class DeleteAttributesResponse : AmazonWebServiceResponse
{
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
}

public partial class DeleteClusterResponse : AmazonWebServiceResponse
{
    public Cluster Cluster { get; set; }
}

public partial class DeleteServiceResponse : AmazonWebServiceResponse
{
    public Service Service { get; set; }
}

public partial class DeregisterContainerInstanceResponse : AmazonWebServiceResponse
{
    public ContainerInstance ContainerInstance { get; set; }
}

public partial class DeregisterTaskDefinitionResponse : AmazonWebServiceResponse
{
    public TaskDefinition TaskDefinition { get; set; }
}

public partial class DescribeClustersResponse : AmazonWebServiceResponse
{
    public List<Cluster> Clusters { get; set; } = AWSConfigs.InitializeCollections ? new List<Cluster>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class DescribeContainerInstancesResponse : AmazonWebServiceResponse
{
    public List<ContainerInstance> ContainerInstances { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerInstance>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class DescribeServiceDeploymentsResponse : AmazonWebServiceResponse
{
    public List<ServiceDeployment> ServiceDeployments { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceDeployment>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class DescribeServiceRevisionsResponse : AmazonWebServiceResponse
{
    public List<ServiceRevision> ServiceRevisions { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRevision>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class DescribeServicesResponse : AmazonWebServiceResponse
{
    public List<Service> Services { get; set; } = AWSConfigs.InitializeCollections ? new List<Service>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class DescribeTaskDefinitionResponse : AmazonWebServiceResponse
{
    public TaskDefinition TaskDefinition { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
}

public partial class DescribeTasksResponse : AmazonWebServiceResponse
{
    public List<Task> Tasks { get; set; } = AWSConfigs.InitializeCollections ? new List<Task>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class ListAccountSettingsResponse : AmazonWebServiceResponse
{
    public List<Setting> Settings { get; set; } = AWSConfigs.InitializeCollections ? new List<Setting>() : null;
    public string NextToken { get; set; }
}

public partial class ListAttributesResponse : AmazonWebServiceResponse
{
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
    public string NextToken { get; set; }
}

public partial class ListClustersResponse : AmazonWebServiceResponse
{
    public List<string> ClusterArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
}

public partial class ListContainerInstancesResponse : AmazonWebServiceResponse
{
    public List<string> ContainerInstanceArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
}

public partial class ListServiceDeploymentsResponse : AmazonWebServiceResponse
{
    public List<ServiceDeploymentBrief> ServiceDeployments { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceDeploymentBrief>() : null;
    public string NextToken { get; set; }
}

public partial class ListServicesResponse : AmazonWebServiceResponse
{
    public List<string> ServiceArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
}

public partial class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
}

public partial class ListTaskDefinitionFamiliesResponse : AmazonWebServiceResponse
{
    public List<string> Families { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
}

public partial class ListTaskDefinitionsResponse : AmazonWebServiceResponse
{
    public List<string> TaskDefinitionArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
}

public partial class ListTasksResponse : AmazonWebServiceResponse
{
    public List<string> TaskArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
}

public partial class PutAccountSettingResponse : AmazonWebServiceResponse
{
    public Setting Setting { get; set; }
}

public partial class PutAccountSettingDefaultResponse : AmazonWebServiceResponse
{
    public Setting Setting { get; set; }
}

public partial class PutAttributesResponse : AmazonWebServiceResponse
{
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
}

public partial class RegisterTaskDefinitionResponse : AmazonWebServiceResponse
{
    public TaskDefinition TaskDefinition { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
}

public partial class RunTaskResponse : AmazonWebServiceResponse
{
    public List<Task> Tasks { get; set; } = AWSConfigs.InitializeCollections ? new List<Task>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class StopServiceDeploymentResponse : AmazonWebServiceResponse
{
    public string ServiceDeploymentArn { get; set; }
}

public partial class StopTaskResponse : AmazonWebServiceResponse
{
    public Task Task { get; set; }
}

public partial class TagResourceResponse : AmazonWebServiceResponse;

public partial class UntagResourceResponse : AmazonWebServiceResponse;

public partial class UpdateClusterSettingsResponse : AmazonWebServiceResponse
{
    public Cluster Cluster { get; set; }
}

public partial class UpdateContainerInstancesStateResponse : AmazonWebServiceResponse
{
    public List<ContainerInstance> ContainerInstances { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerInstance>() : null;
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<Failure>() : null;
}

public partial class UpdateServiceResponse : AmazonWebServiceResponse
{
    public Service Service { get; set; }
}
