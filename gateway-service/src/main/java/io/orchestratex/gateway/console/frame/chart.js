// Draws <div class="chart" data-chart="{…}"> or data-chart-src="/console/…" by uPlot:
// {"unit":"%","series":[{"label":"used"}],"data":[[seconds…],[values…]…],"events":[{"at":seconds,"label":"backup"}]}.
// The same numbers stand in a table in <details> below it, for who does not see the picture.
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const marks = (events) => ({
    hooks: {
      draw: (plot) => {
        const { ctx } = plot;
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = colour("--warn");
        ctx.setLineDash([4, 4]);
        ctx.textBaseline = "alphabetic";
        let labelled = -Infinity;
        for (const event of events) {
          const x = plot.valToPos(event.at, "x", true);
          if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, plot.bbox.top);
          ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
          ctx.stroke();
          const width = ctx.measureText(event.label).width + 12, left = x + width > plot.bbox.left + plot.bbox.width;
          if (x - (left ? width : 0) < labelled) continue; // It would lie on the one before.
          labelled = x + (left ? 0 : width);
          ctx.textAlign = left ? "right" : "left";
          ctx.fillText(event.label, x + (left ? -4 : 4), plot.bbox.top + 12 * devicePixelRatio);
        }
        ctx.restore();
      },
    },
  });
  const DAY = 86400, date = "\n{YYYY}-{MM}-{DD}", day = "\n{MM}-{DD}", time = "{HH}:{mm}";
  const times = [
    [DAY * 365, "{YYYY}", null, null, null, null, null, null, 1],
    [DAY, "{MM}-{DD}", "\n{YYYY}", null, null, null, null, null, 1],
    [60, time, date, null, day, null, null, null, 1],
    [1, time + ":{ss}", date, null, day, null, null, null, 1],
  ];
  // As wide as its longest number.
  const room = (plot, values, side) => {
    if (!values) return 48;
    plot.ctx.font = plot.axes[side].font[0];
    return Math.max(48, 20 + Math.ceil(Math.max(...values.map((text) => plot.ctx.measureText(text).width)) / devicePixelRatio));
  };
  const draw = (box, chart) => {
    const tones = ["--accent", "--good", "--warn", "--bad", "--muted"];
    const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    const utc = document.documentElement.dataset.time === "utc";
    box.replaceChildren();
    box.plot = new uPlot({
      width: box.clientWidth || 600,
      height: 220,
      tzDate: (seconds) => utc ? uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC") : new Date(seconds * 1e3),
      axes: [{ ...axis, space: 84, values: times }, { ...axis, size: room, values: (_, ticks) => ticks.map((tick) => tick + (chart.unit ? " " + chart.unit : "")) }],
      series: [{ label: "Time", value: "{YYYY}-{MM}-{DD} " + time + ":{ss}" }, ...chart.series.map((series, i) => ({ label: series.label, stroke: colour(tones[i % tones.length]), width: 1.5, dash: series.dashed ? [6, 4] : undefined, spanGaps: false }))],
      plugins: chart.events?.length ? [marks(chart.events)] : [],
    }, chart.data, box);
  };
  const start = async () => {
    for (const box of document.querySelectorAll(".chart")) {
      const wanted = box.dataset.chart || box.dataset.chartSrc;
      if (box.drawn === wanted && box.firstChild) continue;
      const first = !box.plot;
      box.drawn = wanted;
      draw(box, box.dataset.chart ? JSON.parse(wanted) : await (await fetch(wanted)).json());
      if (first) new ResizeObserver(() => box.plot.setSize({ width: box.clientWidth, height: 220 })).observe(box);
    }
  };
  // The colours of a picture are those of the moment when it was drawn.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const box of document.querySelectorAll(".chart")) if (box.plot) box.drawn = null;
    start();
  });
  document.addEventListener("htmx:afterSettle", start);
  document.addEventListener("ox:changed", start);
  start();
})();
