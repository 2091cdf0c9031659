namespace Amazon.ECS.Model;

public partial class CreateClusterRequest : AmazonECSRequest
{
    public string ClusterName { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public List<ClusterSetting> Settings { get; set; } = AWSConfigs.InitializeCollections ? new List<ClusterSetting>() : null;
    public ClusterConfiguration Configuration { get; set; }
    public List<string> CapacityProviders { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<CapacityProviderStrategyItem> DefaultCapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public ClusterServiceConnectDefaultsRequest ServiceConnectDefaults { get; set; }
}

public partial class CreateServiceRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string ServiceName { get; set; }
    public string TaskDefinition { get; set; }
    public AvailabilityZoneRebalancing AvailabilityZoneRebalancing { get; set; }
    public List<LoadBalancer> LoadBalancers { get; set; } = AWSConfigs.InitializeCollections ? new List<LoadBalancer>() : null;
    public List<ServiceRegistry> ServiceRegistries { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRegistry>() : null;
    public int? DesiredCount { get; set; }
    public string ClientToken { get; set; }
    public LaunchType LaunchType { get; set; }
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public string PlatformVersion { get; set; }
    public string Role { get; set; }
    public DeploymentConfiguration DeploymentConfiguration { get; set; }
    public List<PlacementConstraint> PlacementConstraints { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementConstraint>() : null;
    public List<PlacementStrategy> PlacementStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementStrategy>() : null;
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public int? HealthCheckGracePeriodSeconds { get; set; }
    public SchedulingStrategy SchedulingStrategy { get; set; }
    public DeploymentController DeploymentController { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public bool? EnableECSManagedTags { get; set; }
    public PropagateTags PropagateTags { get; set; }
    public bool? EnableExecuteCommand { get; set; }
    public ServiceConnectConfiguration ServiceConnectConfiguration { get; set; }
    public List<ServiceVolumeConfiguration> VolumeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceVolumeConfiguration>() : null;
    public List<VpcLatticeConfiguration> VpcLatticeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<VpcLatticeConfiguration>() : null;
}

public partial class DeleteAttributesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
}

public partial class DeleteClusterRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
}

public partial class DeleteServiceRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string Service { get; set; }
    public bool? Force { get; set; }
}

public partial class DeregisterContainerInstanceRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string ContainerInstance { get; set; }
    public bool? Force { get; set; }
}

public partial class DeregisterTaskDefinitionRequest : AmazonECSRequest
{
    public string TaskDefinition { get; set; }
}

public partial class DescribeClustersRequest : AmazonECSRequest
{
    public List<string> Clusters { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DescribeContainerInstancesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<string> ContainerInstances { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DescribeServiceDeploymentsRequest : AmazonECSRequest
{
    public List<string> ServiceDeploymentArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DescribeServiceRevisionsRequest : AmazonECSRequest
{
    public List<string> ServiceRevisionArns { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DescribeServicesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<string> Services { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DescribeTaskDefinitionRequest : AmazonECSRequest
{
    public string TaskDefinition { get; set; }
    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DescribeTasksRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<string> Tasks { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ListAccountSettingsRequest : AmazonECSRequest
{
    public SettingName Name { get; set; }
    public string Value { get; set; }
    public string PrincipalArn { get; set; }
    public bool? EffectiveSettings { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class ListAttributesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public TargetType TargetType { get; set; }
    public string AttributeName { get; set; }
    public string AttributeValue { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class ListClustersRequest : AmazonECSRequest
{
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class ListContainerInstancesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string Filter { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
    public ContainerInstanceStatus Status { get; set; }
}

public partial class ListServiceDeploymentsRequest : AmazonECSRequest
{
    public string Service { get; set; }
    public string Cluster { get; set; }
    public List<string> Status { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public CreatedAt CreatedAt { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class ListServicesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
    public LaunchType LaunchType { get; set; }
    public SchedulingStrategy SchedulingStrategy { get; set; }
    public ResourceManagementType ResourceManagementType { get; set; }
}

public partial class ListTagsForResourceRequest : AmazonECSRequest
{
    public string ResourceArn { get; set; }
}

public partial class ListTaskDefinitionFamiliesRequest : AmazonECSRequest
{
    public string FamilyPrefix { get; set; }
    public TaskDefinitionFamilyStatus Status { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class ListTaskDefinitionsRequest : AmazonECSRequest
{
    public string FamilyPrefix { get; set; }
    public TaskDefinitionStatus Status { get; set; }
    public SortOrder Sort { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class ListTasksRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string ContainerInstance { get; set; }
    public string Family { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
    public string StartedBy { get; set; }
    public string ServiceName { get; set; }
    public DesiredStatus DesiredStatus { get; set; }
    public LaunchType LaunchType { get; set; }
    public string DaemonName { get; set; }
}

public partial class PutAccountSettingRequest : AmazonECSRequest
{
    public SettingName Name { get; set; }
    public string Value { get; set; }
    public string PrincipalArn { get; set; }
}

public partial class PutAccountSettingDefaultRequest : AmazonECSRequest
{
    public SettingName Name { get; set; }
    public string Value { get; set; }
}

public partial class PutAttributesRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
}

public partial class RegisterTaskDefinitionRequest : AmazonECSRequest
{
    public string Family { get; set; }
    public string TaskRoleArn { get; set; }
    public string ExecutionRoleArn { get; set; }
    public NetworkMode NetworkMode { get; set; }
    public List<ContainerDefinition> ContainerDefinitions { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerDefinition>() : null;
    public List<Volume> Volumes { get; set; } = AWSConfigs.InitializeCollections ? new List<Volume>() : null;
    public List<TaskDefinitionPlacementConstraint> PlacementConstraints { get; set; } = AWSConfigs.InitializeCollections ? new List<TaskDefinitionPlacementConstraint>() : null;
    public List<string> RequiresCompatibilities { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string Cpu { get; set; }
    public string Memory { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public PidMode PidMode { get; set; }
    public IpcMode IpcMode { get; set; }
    public ProxyConfiguration ProxyConfiguration { get; set; }
    public List<InferenceAccelerator> InferenceAccelerators { get; set; } = AWSConfigs.InitializeCollections ? new List<InferenceAccelerator>() : null;
    public EphemeralStorage EphemeralStorage { get; set; }
    public RuntimePlatform RuntimePlatform { get; set; }
    public bool? EnableFaultInjection { get; set; }
}

public partial class RunTaskRequest : AmazonECSRequest
{
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public string Cluster { get; set; }
    public int? Count { get; set; }
    public bool? EnableECSManagedTags { get; set; }
    public bool? EnableExecuteCommand { get; set; }
    public string Group { get; set; }
    public LaunchType LaunchType { get; set; }
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public TaskOverride Overrides { get; set; }
    public List<PlacementConstraint> PlacementConstraints { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementConstraint>() : null;
    public List<PlacementStrategy> PlacementStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementStrategy>() : null;
    public string PlatformVersion { get; set; }
    public PropagateTags PropagateTags { get; set; }
    public string ReferenceId { get; set; }
    public string StartedBy { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public string TaskDefinition { get; set; }
    public string ClientToken { get; set; }
    public List<TaskVolumeConfiguration> VolumeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<TaskVolumeConfiguration>() : null;
}

public partial class StopServiceDeploymentRequest : AmazonECSRequest
{
    public string ServiceDeploymentArn { get; set; }
    public StopServiceDeploymentStopType StopType { get; set; }
}

public partial class StopTaskRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string Task { get; set; }
    public string Reason { get; set; }
}

public partial class TagResourceRequest : AmazonECSRequest
{
    public string ResourceArn { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
}

public partial class UntagResourceRequest : AmazonECSRequest
{
    public string ResourceArn { get; set; }
    public List<string> TagKeys { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class UpdateClusterSettingsRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<ClusterSetting> Settings { get; set; } = AWSConfigs.InitializeCollections ? new List<ClusterSetting>() : null;
}

public partial class UpdateContainerInstancesStateRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public List<string> ContainerInstances { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public ContainerInstanceStatus Status { get; set; }
}

public partial class UpdateServiceRequest : AmazonECSRequest
{
    public string Cluster { get; set; }
    public string Service { get; set; }
    public int? DesiredCount { get; set; }
    public string TaskDefinition { get; set; }
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public DeploymentConfiguration DeploymentConfiguration { get; set; }
    public AvailabilityZoneRebalancing AvailabilityZoneRebalancing { get; set; }
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public List<PlacementConstraint> PlacementConstraints { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementConstraint>() : null;
    public List<PlacementStrategy> PlacementStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementStrategy>() : null;
    public string PlatformVersion { get; set; }
    public bool? ForceNewDeployment { get; set; }
    public int? HealthCheckGracePeriodSeconds { get; set; }
    public DeploymentController DeploymentController { get; set; }
    public bool? EnableExecuteCommand { get; set; }
    public bool? EnableECSManagedTags { get; set; }
    public List<LoadBalancer> LoadBalancers { get; set; } = AWSConfigs.InitializeCollections ? new List<LoadBalancer>() : null;
    public PropagateTags PropagateTags { get; set; }
    public List<ServiceRegistry> ServiceRegistries { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRegistry>() : null;
    public ServiceConnectConfiguration ServiceConnectConfiguration { get; set; }
    public List<ServiceVolumeConfiguration> VolumeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceVolumeConfiguration>() : null;
    public List<VpcLatticeConfiguration> VpcLatticeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<VpcLatticeConfiguration>() : null;
}
