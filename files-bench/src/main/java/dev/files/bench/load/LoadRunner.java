package dev.files.bench.load;

import dev.files.bench.cpu.BenchCpu;
import dev.files.bench.cpu.CpuMeter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Carries out runs of one load. Numbers of requests go on from run to run. */
public final class LoadRunner {
  private final Load load;
  private final LoadPlan plan;
  private final CpuMeter servers;
  private final Consumer<String> warnings;
  private final AtomicLong numbers = new AtomicLong();

  /** {@code warnings} is told of the first failure of each client in a run. */
  public LoadRunner(Load load, LoadPlan plan, CpuMeter servers, Consumer<String> warnings) {
    this.load = load;
    this.plan = plan;
    this.servers = servers;
    this.warnings = warnings;
  }

  /** One run, from the moment when all clients are connected until the last has its answer. */
  public RunResult run() throws IOException, InterruptedException {
    RunState state = new RunState(plan, numbers.get());
    List<LoadThread> clients = new ArrayList<>();
    CountDownLatch connected = new CountDownLatch(plan.clients());
    CountDownLatch finished = new CountDownLatch(plan.clients());
    try {
      for (int i = 0; i < plan.clients(); i++) {
        LoadThread client = new LoadThread(load.newClient(), state, connected, finished);
        clients.add(client);
        new Thread(client, "client-" + i).start();
      }
      boolean ready = connected.await(plan.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (!ready) {
        throw new IOException("the target accepts no connections");
      }
      Map<String, Double> cpuBefore = servers.read();
      double benchBefore = BenchCpu.seconds();
      long start = System.nanoTime();
      state.start(start);
      if (!finished.await(plan.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("not finished after " + plan.timeout());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double benchCpu = BenchCpu.seconds() - benchBefore;
      Map<String, Double> cpu = CpuMeter.between(cpuBefore, servers.read());
      numbers.addAndGet(state.begun());
      return result(clients, seconds, cpu, benchCpu);
    } finally {
      state.abort();
      for (LoadThread client : clients) {
        client.close();
      }
    }
  }

  private RunResult result(
      List<LoadThread> clients, double seconds, Map<String, Double> cpu, double benchCpu) {
    for (LoadThread client : clients) {
      client.firstFailure().ifPresent(e -> warnings.accept(e.toString()));
    }
    Latencies all = Latencies.merged(clients.stream().map(LoadThread::latencies).toList());
    return new RunResult(
        clients.stream().mapToLong(LoadThread::requests).sum(),
        clients.stream().mapToLong(LoadThread::failures).sum(),
        clients.stream().mapToLong(LoadThread::bytes).sum(),
        seconds,
        all.percentileMillis(50),
        all.percentileMillis(99),
        cpu,
        benchCpu);
  }
}
