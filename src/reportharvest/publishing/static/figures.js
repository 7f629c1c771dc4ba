// Draws the pictures with Apache ECharts. On screen a canvas, since SVG elements of ECharts have style
// attributes, which the page's policy forbids; the SVG to take away is made as text.
"use strict";

const PALETTE = {
  light: ["#9d2b1f", "#14508c", "#b57a12", "#2c6a45", "#6a4c93", "#4a5560", "#c2607e", "#3a8a8a"],
  dark: ["#ef8f7c", "#8dbdf0", "#e8c274", "#82cfa0", "#c0a5e6", "#a5acb5", "#eba0ba", "#7cc9c9"],
};
// Results keep their colour from picture to picture.
const MEANING = {
  granted: 3, partially_granted: 7, denied: 0, unavailable: 2, refused: 4, other: 5,
  upheld: 1, corrected: 0, other_result: 2, pending: 5,
};
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function option(chart, forScreen) {
  const isDark = forScreen && dark.matches;
  const ink = isDark ? "#e6e4de" : "#1d232b";
  const palette = isDark ? PALETTE.dark : PALETTE.light;
  const line = isDark ? "#363c45" : "#dcd8cf";
  const ranking = chart.manner === "ranking";
  const xs = ranking ? [...chart.xs].reverse() : chart.xs;
  const values = (one) => (ranking ? [...one.values].reverse() : one.values);
  const text = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const category = {
    type: "category", data: xs.map(String), axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
    axisLabel: { ...text, width: 150, overflow: "truncate", interval: ranking ? 0 : "auto" },
  };
  const amount = { type: "value", axisLabel: text, splitLine: { lineStyle: { color: line } }, minInterval: 1 };
  return {
    animation: false,
    color: palette,
    textStyle: text,
    title: forScreen ? undefined : { text: chart.title, left: "center", textStyle: { ...text, fontSize: 15 } },
    backgroundColor: forScreen ? "transparent" : "#ffffff",
    legend: chart.series.length > 1 ? { bottom: 0, textStyle: text, icon: "roundRect", itemWidth: 14 } : undefined,
    grid: { left: 12, right: 24, top: forScreen ? 16 : 44, bottom: chart.series.length > 4 ? 58 : chart.series.length > 1 ? 36 : 8, containLabel: true },
    tooltip: forScreen
      ? { trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: chart.manner === "lines" ? "line" : "shadow" },
          backgroundColor: isDark ? "#282d35" : "#ffffff", borderColor: line, textStyle: text }
      : undefined,
    xAxis: ranking ? amount : category,
    yAxis: ranking ? category : amount,
    series: chart.series.map((one) => ({
      name: one.name,
      type: chart.manner === "lines" ? "line" : "bar",
      stack: chart.manner === "stacked" ? "all" : undefined,
      data: values(one),
      itemStyle: one.key in MEANING ? { color: palette[MEANING[one.key]] } : undefined,
      connectNulls: false,
      symbolSize: 7,
      barMaxWidth: 34,
      emphasis: { disabled: true },
    })),
  };
}

function download(name, href) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

function svg(chart) {
  const tall = chart.manner === "ranking" ? Math.max(420, 60 + 22 * chart.xs.length) : 480;
  const made = echarts.init(null, null, { renderer: "svg", ssr: true, width: 860, height: tall });
  made.setOption(option(chart, false));
  const text = made.renderToSVGString();
  made.dispose();
  return text;
}

function png(chart) {
  const box = document.createElement("div");
  const made = echarts.init(box, null, { renderer: "canvas", width: 860, height: 480, devicePixelRatio: 2 });
  made.setOption(option(chart, false));
  const url = made.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#ffffff" });
  made.dispose();
  return url;
}

for (const box of document.querySelectorAll("[data-chart]")) {
  const chart = JSON.parse(box.dataset.chart);
  if (chart.manner === "ranking" && chart.xs.length > 10) box.classList.add("tall");
  const drawn = echarts.init(box, null, { renderer: "canvas" });
  const draw = () => drawn.setOption(option(chart, true), true);
  draw();
  dark.addEventListener("change", draw);
  new ResizeObserver(() => drawn.resize()).observe(box);
  box.dataset.drawn = "yes";
  for (const button of box.closest("figure").querySelectorAll("[data-download]")) {
    button.addEventListener("click", () => {
      if (button.dataset.download === "png") {
        download(`${chart.name}.png`, png(chart));
      } else {
        const url = URL.createObjectURL(new Blob([svg(chart)], { type: "image/svg+xml" }));
        download(`${chart.name}.svg`, url);
        setTimeout(() => URL.revokeObjectURL(url), 10_000);
      }
    });
  }
}
