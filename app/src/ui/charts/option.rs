//! What ECharts is told: charming's typed options as JSON.

use super::trend::{Trend, band};
use charming::component::{Axis, Grid};
use charming::element::{
    AreaStyle, AxisLabel, AxisLine, AxisTick, AxisType, Emphasis, LineStyle, SplitLine, Symbol, Tooltip, Trigger,
};
use charming::series::Line;
use serde_json::{Value, json};

/// The option of a stacked trend. Colours are the page's own custom properties, so that a change of theme needs no new
/// option.
pub fn option(trend: &Trend) -> Value {
    let unit = 10_f64.powi(trend.currency.decimals() as i32);
    let of = trend.series.len();
    let mut series: Vec<Value> = trend
        .series
        .iter()
        .enumerate()
        .map(|(at, series)| {
            Line::new()
                .name(series.name.as_str())
                .stack("all")
                .symbol(Symbol::None)
                .line_style(LineStyle::new().width(1).color("var(--surface)"))
                .area_style(AreaStyle::new().color(format!("var(--band-{})", band(at, of)).as_str()).opacity(1))
                .emphasis(Emphasis::new().disabled(true))
                .data(series.amounts.iter().map(|amount| amount.0 as f64 / unit).collect::<Vec<f64>>())
        })
        .map(|line| json!(line))
        .collect();
    for line in &mut series {
        // A stage may be worth less than nothing (contractions): it lowers the stack, so that the top stays the sum.
        // charming does not know this.
        line["stackStrategy"] = json!("all");
    }
    let days = trend.days.iter().map(|day| trend.language.day(*day)).collect::<Vec<_>>();
    let quiet = || AxisLabel::new().color("var(--ink-2)").font_size(12);
    let mut tooltip = json!(
        Tooltip::new()
            .trigger(Trigger::Axis)
            .padding(12)
            .background_color("var(--raised)")
            .border_color("var(--line)")
            .border_width(1)
    );
    // charming does not know these. Drawn as part of the picture, not as HTML: its inline styles would need a weaker
    // content security policy.
    tooltip["renderMode"] = json!("richText");
    tooltip["confine"] = json!(true);
    tooltip["textStyle"] = json!({ "color": "var(--ink)", "fontSize": 13, "lineHeight": 20 });
    let mut grid = json!(Grid::new().left(4).right(16).top(12).bottom(10));
    // Nor these: the labels of the axes belong to the box.
    grid["outerBoundsMode"] = json!("same");
    grid["outerBoundsContain"] = json!("axisLabel");
    let mut days_axis = json!(
        Axis::new()
            .type_(AxisType::Category)
            .boundary_gap(false)
            .data(days)
            .axis_label(quiet())
            .axis_tick(AxisTick::new().show(false))
            .axis_line(AxisLine::new().show(false))
    );
    // The first and the last day stay within the picture.
    days_axis["axisLabel"]["alignMinLabel"] = json!("left");
    days_axis["axisLabel"]["alignMaxLabel"] = json!("right");
    json!({
        // It takes the place of the still picture: nothing should move.
        "animation": false,
        "grid": grid,
        "tooltip": tooltip,
        "xAxis": days_axis,
        "yAxis": Axis::new()
            .type_(AxisType::Value)
            .split_number(4)
            .axis_label(quiet())
            .split_line(SplitLine::new().line_style(LineStyle::new().color("var(--line)"))),
        "series": series,
    })
}

#[cfg(test)]
mod tests {
    use super::option;
    use crate::ui::charts::{Series, Trend};
    use domain::format::Language;
    use domain::{Company, Currency, Day};
    use serde_json::json;

    #[test]
    fn the_option_says_what_echarts_reads() {
        let trend = Trend {
            language: Language::It,
            currency: Currency::EUR,
            days: vec![Day(20_000), Day(20_007)],
            series: vec![Series { name: "Proposta".into(), amounts: vec![Company(123_450), Company(0)] }],
            total: "Totale",
            as_of: "Al",
        };
        let option = option(&trend);
        // 20,000 days after 1970-01-01 is 2024-10-04.
        assert_eq!(option["xAxis"]["data"], json!(["4 ott 2024", "11 ott 2024"]));
        assert_eq!(option["xAxis"]["type"], json!("category"));
        assert_eq!(option["series"][0]["type"], json!("line"));
        assert_eq!(option["series"][0]["stack"], json!("all"));
        assert_eq!(option["series"][0]["stackStrategy"], json!("all"));
        assert_eq!(option["series"][0]["data"], json!([1234.5, 0.0]));
        assert_eq!(option["tooltip"]["renderMode"], json!("richText"));
    }
}
