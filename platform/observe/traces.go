package observe

import (
	"cmp"
	"context"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// scope is the instrumentation scope of the spans that begin at the bank's door.
const scope = "tonghui"

// maxLinks is the most updates that one commit group holds (see platform/store): each of them has its link.
const maxLinks = 2048

var errOTLP = problem.New(problem.Invalid, "observe.otlp",
	"The address %q of the trace collector can't be used. Give a URL such as http://localhost:4318.",
	"链路追踪采集器地址 %q 无法使用。请填写 URL，例如 http://localhost:4318。")

// CheckOTLP refuses an address that Config.OTLP can't be; "" is right and means that there is none.
func CheckOTLP(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return errOTLP.With(address)
	}
	return nil
}

// traces is the pipeline that carries spans to a collector.
type traces struct{ provider *sdk.TracerProvider }

// openTraces starts the pipeline when an address is configured, by cfg or by OpenTelemetry's own variables
// (OTEL_EXPORTER_OTLP_ENDPOINT and its kin); otherwise it returns nil. A collector that can't be reached is no
// error: spans are dropped and counted, the bank goes on.
func openTraces(ctx context.Context, cfg Config, log *slog.Logger, m *Metrics) (*traces, error) {
	named := cmp.Or(cfg.OTLP, os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT"))
	if off, _ := strconv.ParseBool(os.Getenv("OTEL_SDK_DISABLED")); named == "" || off || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return nil, nil
	}
	if err := CheckOTLP(cfg.OTLP); err != nil {
		return nil, err
	}
	client, err := newExporter(ctx, cfg.OTLP)
	if err != nil {
		return nil, errOTLP.With(named).Because(err)
	}
	var options []sdk.BatchSpanProcessorOption
	if os.Getenv("OTEL_BSP_MAX_QUEUE_SIZE") == "" { // room for about a second of a busy bank
		options = append(options, sdk.WithMaxQueueSize(1<<14), sdk.WithMaxExportBatchSize(1<<10))
	}
	return newTraces(ctx, cfg, counted{sdk.NewBatchSpanProcessor(newExport(client, log, m), options...), m}), nil
}

// newTraces builds the provider around a processor.
func newTraces(ctx context.Context, cfg Config, p sdk.SpanProcessor) *traces {
	instance := cfg.Instance
	if instance == "" {
		host, _ := os.Hostname()
		instance = host + "/" + strconv.Itoa(os.Getpid())
	}
	// What OTEL_RESOURCE_ATTRIBUTES says comes last and wins; a faulty one is left out.
	about, _ := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.name", "tonghui"), attribute.String("service.version", cfg.Version),
		attribute.String("service.instance.id", instance)), resource.WithFromEnv())
	limits := sdk.NewSpanLimits()
	limits.LinkCountLimit = maxLinks
	return &traces{sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithRawSpanLimits(limits),
		sdk.WithSampler(byLink{sdk.ParentBased(sdk.TraceIDRatioBased(sampleRatio()))}), sdk.WithSpanProcessor(p))}
}

// newExporter speaks OTLP over HTTP (the default) or gRPC, as OTEL_EXPORTER_OTLP_PROTOCOL says. Headers, time limits,
// certificates and compression come from OpenTelemetry's variables too.
func newExporter(ctx context.Context, address string) (*otlptrace.Exporter, error) {
	protocol := cmp.Or(os.Getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"), os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL"))
	if protocol == "grpc" {
		var options []otlptracegrpc.Option
		if address != "" {
			options = append(options, otlptracegrpc.WithEndpointURL(address))
		}
		return otlptracegrpc.New(ctx, options...)
	}
	var options []otlptracehttp.Option
	if address != "" { // a base, as OTEL_EXPORTER_OTLP_ENDPOINT is
		options = append(options, otlptracehttp.WithEndpointURL(strings.TrimRight(address, "/")+"/v1/traces"))
	}
	return otlptracehttp.New(ctx, options...)
}

// sampleRatio is the share of requests that are traced, from 0 to 1; all of them unless OpenTelemetry's variables
// say otherwise: OTEL_TRACES_SAMPLER=traceidratio (or always_off) and OTEL_TRACES_SAMPLER_ARG=0.05.
//
//tidy:float a share of requests, no money
func sampleRatio() float64 {
	switch os.Getenv("OTEL_TRACES_SAMPLER") {
	case "always_off", "parentbased_always_off":
		return 0
	case "traceidratio", "parentbased_traceidratio":
		if ratio, err := strconv.ParseFloat(os.Getenv("OTEL_TRACES_SAMPLER_ARG"), 64); err == nil {
			return ratio
		}
	}
	return 1
}

// byLink keeps a job's trace if and only if that of the request which caused it was kept.
type byLink struct{ next sdk.Sampler }

// ShouldSample decides for a span that is about to begin.
func (s byLink) ShouldSample(p sdk.SamplingParameters) sdk.SamplingResult {
	if len(p.Links) > 0 && !trace.SpanContextFromContext(p.ParentContext).IsValid() {
		for _, l := range p.Links {
			if l.SpanContext.IsSampled() {
				return sdk.SamplingResult{Decision: sdk.RecordAndSample}
			}
		}
		return sdk.SamplingResult{Decision: sdk.Drop}
	}
	return s.next.ShouldSample(p)
}

// Description names the sampler.
func (s byLink) Description() string { return "ByLink{" + s.next.Description() + "}" }

// Traced lets background work under ctx begin traces of its own (see store.Work); without traces it is ctx itself.
func (o *Observer) Traced(ctx context.Context) context.Context {
	return store.WithTracer(ctx, o.Tracer)
}

// Close sends what spans are still waiting, until ctx ends. The observer's logs and metrics go on.
func (o *Observer) Close(ctx context.Context) error {
	if o.traces == nil {
		return nil
	}
	return o.traces.provider.Shutdown(ctx)
}
