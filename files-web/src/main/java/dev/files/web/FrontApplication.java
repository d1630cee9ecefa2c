package dev.files.web;

import dev.files.web.admin.AdminResource;
import dev.files.web.admin.DeadLetterResource;
import dev.files.web.admin.MetricsResource;
import dev.files.web.admin.PlanResource;
import dev.files.web.admin.RepairResource;
import dev.files.web.admin.SessionResource;
import dev.files.web.admin.VerifyResource;
import dev.files.web.admin.WorkerResource;
import dev.files.web.file.FileListResource;
import dev.files.web.file.FileResource;
import dev.files.web.http.FailureMapper;
import dev.files.web.keys.KeyResource;
import dev.files.web.nodes.HealthResource;
import dev.files.web.nodes.NodeResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The calls that carry JSON. Servlets with a path of their own come before it. */
@ApplicationPath("/")
public class FrontApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        FileResource.class,
        FileListResource.class,
        KeyResource.class,
        NodeResource.class,
        HealthResource.class,
        AdminResource.class,
        WorkerResource.class,
        PlanResource.class,
        RepairResource.class,
        VerifyResource.class,
        DeadLetterResource.class,
        MetricsResource.class,
        SessionResource.class,
        FailureMapper.class);
  }
}
